import type { Command } from 'commander';
import { UsageError, type CancellationRules, type DayRules } from '#simulation';
import { readDuration } from '../../options/option-values.js';
import type { EvaluateOptions } from './evaluate-options.js';
import { numberOption, readPause, textOption, type RawOptions } from './raw-options.js';
import { readShifts } from './shift-options.js';
import { readPlacedStations } from './station-options.js';

/** The rules that say how real a fleet and its riders are; each is off by default. */
type FleetRules = Pick<
  DayRules,
  'shifts' | 'breaks' | 'boardingSeconds' | 'cancelAfter' | 'acceptFalls' | 'charging'
>;

const DEFAULT_CHARGE_BELOW = '0.2';
const DEFAULT_CHARGE_TO = '0.8';
const MOST_SPREAD = 3;

/** Adds the options of a fleet with shifts, breaks and batteries, and of riders who cancel. */
export function addFleetOptions(command: Command): Command {
  return command
    .optionsGroup('Fleets and riders as they are:')
    .option(
      '--shifts <list>',
      'of cars whose file has none, by number or share of them, e.g. "06:00-14:00*60%,14:00-22:00"',
    )
    .option('--break <length/every>', 'a break after so long on duty, e.g. 30m/4h')
    .option('--boarding <duration>', 'time at each pickup and drop-off, e.g. 30s (default: 0s)')
    .option(
      '--cancel-after <patience>',
      'riders cancel, also with a car on its way: 300s, exponential:300s or lognormal:300s:0.5',
    )
    .option(
      '--accept-falls <share/unit>',
      'by this --accept-rate falls with the drive to the pickup, e.g. 0.1/km or 0.02/min',
    )
    .option(
      '--stations <csv>',
      'cars have batteries, and charge at these stations; or 15*20*50kW: so many, with 20 chargers each',
    )
    .option('--vehicle-types <yaml>', 'batteries by mechatronics_id of the fleet, as HIVE has them')
    .option(
      '--charge-below <share>',
      `a free car with less charge goes to a station (default: ${DEFAULT_CHARGE_BELOW})`,
    )
    .option('--charge-to <share>', `where it leaves (default: ${DEFAULT_CHARGE_TO})`);
}

/** Reads the rules of the fleet. @throws {UsageError} with a message that names valid values */
export const readFleetRules = (raw: RawOptions): FleetRules => ({
  shifts: raw.shifts === undefined ? undefined : readShifts(String(raw.shifts), raw),
  breaks: raw.break === undefined ? undefined : readBreaks(String(raw.break)),
  boardingSeconds: raw.boarding === undefined ? 0 : readPause('--boarding', String(raw.boarding)),
  cancelAfter: raw.cancelAfter === undefined ? undefined : readPatience(String(raw.cancelAfter)),
  acceptFalls: raw.acceptFalls === undefined ? undefined : readFall(String(raw.acceptFalls)),
  charging: readCharging(raw),
});

/** Reads the files of the fleet's batteries. @throws {UsageError} for an option without effect */
export function readFleetFiles(
  raw: RawOptions,
): Pick<EvaluateOptions, 'stations' | 'vehicleTypes'> {
  const stations = textOption(raw.stations);
  const vehicleTypes = textOption(raw.vehicleTypes);
  if (stations === undefined) {
    if (vehicleTypes === undefined) return { stations, vehicleTypes };
    throw new UsageError('--vehicle-types needs --stations: without them no car has a battery');
  }
  return { stations: readPlacedStations(stations) ?? { file: stations }, vehicleTypes };
}

function readBreaks(text: string): DayRules['breaks'] {
  const [length, every, ...rest] = text.split('/').map((part) => part.trim());
  if (!length || !every || rest.length > 0) {
    throw new UsageError(`--break takes a length and a time on duty such as 30m/4h, not "${text}"`);
  }
  return { seconds: readDuration('--break', length), everySeconds: readDuration('--break', every) };
}

function readPatience(text: string): CancellationRules {
  const [first = '', ...others] = text.split(':').map((part) => part.trim());
  const constant = others.length === 0 ? first : undefined;
  if (constant !== undefined) return patience('constant', constant);
  const [mean = '', spread, ...rest] = others;
  if (first === 'exponential' && spread === undefined) return patience('exponential', mean);
  if (first === 'lognormal' && spread !== undefined && rest.length === 0) {
    const range = { min: 0.01, max: MOST_SPREAD };
    return {
      ...patience('lognormal', mean),
      spread: numberOption('--cancel-after', spread, range),
    };
  }
  throw new UsageError(
    `--cancel-after takes 300s, exponential:300s (the mean), or lognormal:300s:0.5 (with the deviation relative to it), not "${text}"`,
  );
}

const patience = (
  distribution: CancellationRules['distribution'],
  mean: string,
): CancellationRules => ({
  distribution,
  meanSeconds: readDuration('--cancel-after', mean),
  spread: 0,
});

function readFall(text: string): DayRules['acceptFalls'] {
  const [, share, unit] = /^(\d+(?:\.\d+)?)\/(km|min)$/.exec(text.trim()) ?? [];
  if (share === undefined || Number(share) > 1) {
    throw new UsageError(
      `--accept-falls takes a share for each km or minute, such as 0.1/km or 0.02/min, not "${text}"`,
    );
  }
  return { share: Number(share), per: unit === 'km' ? 'km' : 'minute' };
}

/** The thresholds are refused without stations, because they would have no effect. */
function readCharging({ stations, chargeBelow, chargeTo }: RawOptions): DayRules['charging'] {
  if (stations === undefined) {
    if ((chargeBelow ?? chargeTo) === undefined) return undefined;
    throw new UsageError('--charge-below and --charge-to need --stations');
  }
  const share = { min: 0, max: 1 };
  const belowSoc = numberOption('--charge-below', chargeBelow ?? DEFAULT_CHARGE_BELOW, share);
  const toSoc = numberOption('--charge-to', chargeTo ?? DEFAULT_CHARGE_TO, share);
  if (belowSoc < toSoc) return { belowSoc, toSoc };
  throw new UsageError(
    `--charge-below ${belowSoc}: a car that leaves at --charge-to ${toSoc} would charge again at once`,
  );
}
