import type { Trip } from '#contracts';
import type { ChosenPlace } from './place-text.js';
import { parsePosition, writePosition } from './typed-position.js';

/** The places of a plan. */
export type PlannedPlaces = Partial<Record<'pickup' | 'dropoff', ChosenPlace>>;

/** The address that plans the same ride again. */
export function rebookAddress({ pickup, dropoff }: Pick<Trip, 'pickup' | 'dropoff'>): string {
  const places = { from: writePosition(pickup), to: writePosition(dropoff) };
  return `/rider#${new URLSearchParams(places).toString()}`;
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
