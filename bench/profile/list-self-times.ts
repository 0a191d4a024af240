import type { SelfTime } from './self-times.js';

/** Formats the self-times of one number of drivers for a report; empty when there are none. */
export function listSelfTimes({
  drivers,
  selfTimes,
  of = 'the server',
}: {
  readonly drivers: number;
  readonly selfTimes: readonly SelfTime[];
  /** Which process was profiled. */
  readonly of?: string;
}): string[] {
  if (selfTimes.length === 0) return [];
  return [
    '',
    `Self-time of the functions of ${of} with ${drivers.toLocaleString('en')} drivers:`,
    ...selfTimes.map(({ location, percent }) => `${percent.toFixed(1).padStart(5)} %  ${location}`),
  ];
}
