import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import type { DemoChange, DemoCity } from './demo-control.js';

interface DemoSizeFormProps {
  city: DemoCity;
  isBusy: boolean;
  onChange: (change: DemoChange) => void;
}

/** The number of drivers, and of ride requests an hour. */
export function DemoSizeForm({ city, isBusy, onChange }: DemoSizeFormProps) {
  const [drivers, setDrivers] = useState(String(city.drivers.wanted));
  const [riders, setRiders] = useState(String(city.ridersPerHour));
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ drivers: Number(drivers), ridersPerHour: Number(riders) });
      }}
    >
      <CountField
        id="city.demo-drivers"
        value={drivers}
        max={city.limits.drivers}
        onChange={setDrivers}
      />
      <CountField
        id="city.demo-riders"
        value={riders}
        max={city.limits.ridersPerHour}
        onChange={setRiders}
      />
      <button className="button second" type="submit" disabled={isBusy}>
        <FormattedMessage id="city.demo-resize" />
      </button>
    </form>
  );
}

interface CountFieldProps {
  id: 'city.demo-drivers' | 'city.demo-riders';
  value: string;
  max: number;
  onChange: (value: string) => void;
}

function CountField({ id, value, max, onChange }: CountFieldProps) {
  return (
    <label className="field">
      <span>
        <FormattedMessage id={id} />
      </span>
      <input
        type="number"
        required
        min={0}
        max={max}
        step="any"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
