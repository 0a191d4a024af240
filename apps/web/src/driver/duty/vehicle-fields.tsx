import type { Vehicle } from '#contracts';
import { FormattedMessage } from 'react-intl';
import type { MessageId } from '../../language/message-id.js';

const FIELDS: { name: keyof Vehicle; label: MessageId; maxLength: number }[] = [
  { name: 'model', label: 'driver.car', maxLength: 60 },
  { name: 'colour', label: 'driver.colour', maxLength: 30 },
  { name: 'plate', label: 'driver.plate', maxLength: 16 },
];

interface VehicleFieldsProps {
  vehicle: Vehicle;
  onVehicle: (vehicle: Vehicle) => void;
}

/** The fields by which riders recognise the vehicle. */
export function VehicleFields({ vehicle, onVehicle }: VehicleFieldsProps) {
  return (
    <div className="vehicle">
      {FIELDS.map(({ name, label, maxLength }) => (
        <label className="field" key={name} data-field={name}>
          <span>
            <FormattedMessage id={label} />
          </span>
          <input
            name={name}
            maxLength={maxLength}
            required
            autoComplete="off"
            value={vehicle[name]}
            onChange={(event) => onVehicle({ ...vehicle, [name]: event.target.value })}
          />
        </label>
      ))}
    </div>
  );
}
