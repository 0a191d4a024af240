import { UsageError } from '#simulation';
import { numberOption } from './raw-options.js';

/** Stations that are placed at pickups, because there is no file of them. */
export interface PlacedStations {
  readonly count: number;
  /** Chargers of each station. */
  readonly chargers: number;
  readonly kilowatts: number;
}

/** A file of stations, or how many are placed. */
export type StationSource = { readonly file: string } | PlacedStations;

/**
 * Reads `15*20*50kW`: 15 stations with 20 chargers of 50 kW each.
 *
 * @returns undefined for the name of a file
 * @throws {UsageError} with the valid range
 */
export function readPlacedStations(text: string): PlacedStations | undefined {
  if (!/^[\d.*\s]+(kW)?$/i.test(text)) return undefined;
  const parts = /^(\d+)\*(\d+)\*(\d+(?:\.\d+)?)kW$/i.exec(text.replaceAll(' ', ''));
  if (!parts) {
    throw new UsageError(
      `--stations takes a file, or stations*chargers*power such as 15*20*50kW, not "${text}"`,
    );
  }
  const [, count, chargers, kilowatts] = parts;
  const whole = { min: 1, max: 10_000, whole: true };
  return {
    count: numberOption('--stations', count, whole),
    chargers: numberOption('--stations', chargers, whole),
    kilowatts: numberOption('--stations', kilowatts, { min: 0.1, max: 10_000 }),
  };
}
