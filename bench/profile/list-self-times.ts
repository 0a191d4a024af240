import type { SelfTime } from './self-times.js';

/** Formats the self-times of one number of drivers for a report; empty when there are none. */
export function listSelfTimes({
  drivers,
  selfTimes,
}: {
  readonly drivers: number;
  readonly selfTimes: readonly SelfTime[];
}): string[] {
  if (selfTimes.length === 0) return [];
  return [
    '',
    `Self-time of the server's functions with ${drivers.toLocaleString('en')} drivers:`,
    ...selfTimes.map(({ location, percent }) => `${percent.toFixed(1).padStart(5)} %  ${location}`),
  ];
}
