import { useState } from 'react';
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
      <CountField name="Drivers" value={drivers} max={city.limits.drivers} onChange={setDrivers} />
      <CountField
        name="Riders an hour"
        value={riders}
        max={city.limits.ridersPerHour}
        onChange={setRiders}
      />
      <button className="button second" type="submit" disabled={isBusy}>
        Resize
      </button>
    </form>
  );
}

interface CountFieldProps {
  name: string;
  value: string;
  max: number;
  onChange: (value: string) => void;
}

function CountField({ name, value, max, onChange }: CountFieldProps) {
  return (
    <label className="field">
      <span>{name}</span>
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
