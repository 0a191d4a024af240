import type { Vehicle } from '#contracts';

export const noVehicle: Vehicle = { model: '', colour: '', plate: '' };

/** Whether something that was kept is a car. */
export function isVehicle(found: unknown): found is Vehicle {
  if (typeof found !== 'object' || found === null) return false;
  const { model, colour, plate } = found as Partial<Vehicle>;
  return [model, colour, plate].every((text) => typeof text === 'string');
}
