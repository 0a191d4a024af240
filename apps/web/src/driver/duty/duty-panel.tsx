import type { Availability, Vehicle } from '#contracts';
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
  const [vehicle, storeVehicle] = useStoredVehicle();
  const { isBusy, problem, toggle } = useDuty({ drive, car }, vehicle);
  const isOnline = drive.state.availability === 'online';
  return (
    <form
      className="duty"
      aria-label="Duty"
      onSubmit={(event) => {
        event.preventDefault();
        toggle();
      }}
    >
      <div className="row">
        <span id="on-duty">
          <strong>Online</strong>
          <br />
          <span className="quiet">
            {isOnline ? carSentence(vehicle) : 'Switch it on to get offers'}
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
        label="Notify me of offers in the background"
        grantedSentence="Offers reach you in the background too."
        refusedSentence="This browser shows no notifications. Keep this tab open to see offers."
      />
    </form>
  );
}

function carSentence({ colour, model, plate }: Vehicle): string {
  const car = `${colour} ${model}`.trim();
  return [car, plate].filter((text) => text !== '').join(', ') || 'Offers come to this page';
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
