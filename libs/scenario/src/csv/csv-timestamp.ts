const PATTERN =
  /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(:\d{2})?(?:\.(\d+))? ?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * Reads an ISO 8601 date and time with 'T' or a blank between them. Without a time zone it is
 * UTC. Digits beyond the millisecond are dropped.
 *
 * @returns milliseconds since 1970; undefined for an invalid date or time, 30 February included
 */
export function readTimestamp(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (!match) return undefined;
  const [, date = '', minutes = '', seconds = ':00', fraction = '', zone = 'Z'] = match;
  const wall = `${date}T${minutes}${seconds}`;
  const millis = Date.parse(`${wall}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
  // Date.parse reads 30 February as 2 March, so the result is compared with the text.
  if (Number.isNaN(millis) || !new Date(millis).toISOString().startsWith(wall)) return undefined;
  const offset = offsetMinutes(zone);
  return offset === undefined ? undefined : millis - offset * 60_000;
}

function offsetMinutes(zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2))];
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
