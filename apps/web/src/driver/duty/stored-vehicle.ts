import type { Vehicle } from '#contracts';
import { useLocalStorage } from '../use-local-storage.js';

const noVehicle: Vehicle = { model: '', colour: '', plate: '' };

/** The driver's vehicle, stored in this browser; its fields are empty at first. */
export const useStoredVehicle = () => useLocalStorage('vehicle', noVehicle, isVehicle);

function isVehicle(stored: unknown): stored is Vehicle {
  if (typeof stored !== 'object' || stored === null) return false;
  const { model, colour, plate } = stored as Partial<Vehicle>;
  return [model, colour, plate].every((text) => typeof text === 'string');
}
