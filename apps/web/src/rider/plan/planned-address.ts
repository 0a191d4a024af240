import type { Trip } from '#contracts';
import type { ChosenPlace } from './place-text.js';
import { parsePosition, writePosition } from './typed-position.js';

/** The places of a plan. */
export type PlannedPlaces = Partial<Record<'pickup' | 'dropoff', ChosenPlace>>;

type Ends = Pick<Trip, 'pickup' | 'dropoff'>;

/** The address that plans the same ride again. */
export const rebookAddress = (ends: Ends): string => planAddress('/rider', ends);

/** @param page the address of the rider's page, without a hash */
export function planAddress(page: string, { pickup, dropoff }: Ends): string {
  const places = { from: writePosition(pickup), to: writePosition(dropoff) };
  return `${page}#${new URLSearchParams(places).toString()}`;
}

/**
 * @param hash as in `location.hash`
 * @returns no place for a text that is no position
 */
export function parsePlannedHash(hash: string): PlannedPlaces {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const [pickup, dropoff] = [parameters.get('from'), parameters.get('to')].map((text) =>
    parsePosition(text ?? ''),
  );
  const planned: PlannedPlaces = {};
  if (pickup) planned.pickup = { position: pickup };
  if (dropoff) planned.dropoff = { position: dropoff };
  return planned;
}
