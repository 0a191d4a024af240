import { UsageError } from '#simulation';

const DAY_HOURS = 24;
const FORM = 'such as 7-9=0.5,16-18=0.4: hours from 0 to 23, and speeds from 0.05 to 5';
const LEAST_SPEED = 0.05;
const MOST_SPEED = 5;

/**
 * Reads speeds by hour of the day: `7-9=0.5,16-18=0.4` for the hours from 7:00 to 9:59 and from
 * 16:00 to 18:59. At other hours the speed is 1.
 *
 * @returns 24 speeds relative to the travel times of the roads
 * @throws {UsageError} with the valid form
 */
export function readHourlySpeeds(text: string): number[] {
  const speeds = new Array<number | undefined>(DAY_HOURS).fill(undefined);
  for (const part of text.split(',')) {
    const match = /^(\d{1,2})(?:-(\d{1,2}))?=(\d+(?:\.\d+)?)$/.exec(part.trim());
    const [from, to, speed] = [match?.[1], match?.[2] ?? match?.[1], match?.[3]].map(Number);
    const fits = speed! >= LEAST_SPEED && speed! <= MOST_SPEED;
    if (!match || !fits || !(from! <= to! && to! < DAY_HOURS)) {
      throw new UsageError(`--speed-by-hour takes speeds ${FORM}, not "${part}"`);
    }
    for (let hour = from!; hour <= to!; hour++) {
      if (speeds[hour] !== undefined) {
        throw new UsageError(`--speed-by-hour: hour ${hour} has two speeds`);
      }
      speeds[hour] = speed;
    }
  }
  return speeds.map((speed) => speed ?? 1);
}
