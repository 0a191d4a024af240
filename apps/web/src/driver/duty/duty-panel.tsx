import type { Availability, Vehicle } from '#contracts';
import { FormattedMessage, useIntl } from 'react-intl';
import { NotifyButton } from '../../notify/notify-button.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { useSignedIn } from '../../session/signed-in.js';
import type { Car } from '../car/use-car.js';
import type { Drive } from '../drive/use-drive.js';
import { useStoredVehicle } from './stored-vehicle.js';
import { VehicleFields } from './vehicle-fields.js';

interface DutyPanelProps {
  drive: Drive;
  car: Car;
}

/** The switch between online and offline, and the vehicle that riders will see. */
export function DutyPanel({ drive, car }: DutyPanelProps) {
  const intl = useIntl();
  const [vehicle, storeVehicle] = useStoredVehicle();
  const { isBusy, problem, toggle } = useDuty({ drive, car }, vehicle);
  const isOnline = drive.state.availability === 'online';
  return (
    <form
      className="duty"
      aria-label={intl.formatMessage({ id: 'driver.duty' })}
      onSubmit={(event) => {
        event.preventDefault();
        toggle();
      }}
    >
      <div className="row">
        <span id="on-duty">
          <strong>
            <FormattedMessage id="driver.online" />
          </strong>
          <br />
          <span className="quiet">
            {isOnline ? <CarName vehicle={vehicle} /> : <FormattedMessage id="driver.switch-on" />}
          </span>
        </span>
        <button
          type="submit"
          role="switch"
          className="switch"
          aria-checked={isOnline}
          aria-labelledby="on-duty"
          disabled={isBusy || (!isOnline && !car.progress)}
        />
      </div>
      {!isOnline && <VehicleFields vehicle={vehicle} onVehicle={storeVehicle} />}
      <ProblemNote problem={problem} />
      <NotifyButton
        label={intl.formatMessage({ id: 'driver.notify' })}
        grantedSentence={intl.formatMessage({ id: 'driver.notify-granted' })}
        refusedSentence={intl.formatMessage({ id: 'driver.notify-refused' })}
      />
    </form>
  );
}

function CarName({ vehicle: { colour, model, plate } }: { vehicle: Vehicle }) {
  const car = `${colour} ${model}`.trim();
  const name = [car, plate].filter((text) => text !== '').join(', ');
  return name === '' ? <FormattedMessage id="driver.offers-here" /> : <bdi>{name}</bdi>;
}

function useDuty({ drive, car }: DutyPanelProps, vehicle: Vehicle) {
  const { api, guarded } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const next: Availability = drive.state.availability === 'online' ? 'offline' : 'online';
  const toggle = () =>
    run(async () => {
      const on = { position: car.progress?.position, vehicle };
      const request = { status: next, ...(next === 'online' && on) };
      const { status } = await guarded(() => api.setAvailability(request));
      drive.dispatch({ type: 'availability', status });
    });
  return { isBusy, problem, toggle };
}
