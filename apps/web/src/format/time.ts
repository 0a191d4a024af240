const MINUTE = 60;

/** A wait for people, rounded up: `less than a minute`, `4 min`, `1 h 5 min`. */
export function formatWait(seconds: number): string {
  if (seconds < MINUTE) return 'less than a minute';
  const minutes = Math.ceil(seconds / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** An age or a countdown in the shortest form: `9 s`, `2:05`. Never negative. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE) return `${whole} s`;
  return `${Math.floor(whole / MINUTE)}:${String(whole % MINUTE).padStart(2, '0')}`;
}

/** A date and time such as `21 Nov, 14:05`. */
export const formatDay = (iso: string, locale?: string): string =>
  new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  }).format(new Date(iso));

/** A time such as `14:05`, in the user's own language and time zone. */
export const formatClock = (iso: string, locale?: string): string =>
  new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(new Date(iso));
