import type { Vehicle } from '#contracts';

const FIELDS: { name: keyof Vehicle; label: string; maxLength: number }[] = [
  { name: 'model', label: 'Car', maxLength: 60 },
  { name: 'colour', label: 'Colour', maxLength: 30 },
  { name: 'plate', label: 'Plate', maxLength: 16 },
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
          <span>{label}</span>
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
