const DAY_SECONDS = 86_400;

/** Formats seconds since midnight as a time of day such as `21:04:30`; later days wrap around. */
export function clockText(seconds: number): string {
  const day = ((Math.floor(seconds) % DAY_SECONDS) + DAY_SECONDS) % DAY_SECONDS;
  const parts = [Math.floor(day / 3600), Math.floor(day / 60) % 60, day % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
