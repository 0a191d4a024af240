import type { Intl as Words } from '../language/intl.js';

const MINUTE = 60;

/** A wait for people, rounded up: `less than a minute`, `4 min`, `1 h 5 min`. */
export function formatWait(seconds: number, intl: Words): string {
  if (seconds < MINUTE) return intl.formatMessage({ id: 'format.under-minute' });
  const total = Math.ceil(seconds / MINUTE);
  const [hours, minutes] = [Math.floor(total / 60), total % 60];
  if (hours === 0) return intl.formatMessage({ id: 'format.minutes' }, { minutes });
  if (minutes === 0) return intl.formatMessage({ id: 'format.hours' }, { hours });
  return intl.formatMessage({ id: 'format.hours-minutes' }, { hours, minutes });
}

/** An age or a countdown in the shortest form: `9 s`, `2:05`. Never negative. */
export function formatSeconds(seconds: number, intl: Words): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE) return intl.formatMessage({ id: 'format.seconds' }, { seconds: whole });
  const twoDigits = intl.formatNumber(whole % MINUTE, { minimumIntegerDigits: 2 });
  const minutes = Math.floor(whole / MINUTE);
  return intl.formatMessage({ id: 'format.minutes-seconds' }, { minutes, seconds: twoDigits });
}

/** A short time with one decimal: `0.4 s`. */
export function formatTenths(seconds: number, intl: Words): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const value = intl.formatNumber(Math.max(0, seconds), digits);
  return intl.formatMessage({ id: 'format.tenths' }, { seconds: value });
}

/** A date and time such as `21 Nov, 14:05`. */
export const formatDay = (iso: string, intl: Pick<Words, 'formatDate'>): string =>
  intl.formatDate(new Date(iso), {
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  });

/** A time such as `14:05`, in the user's own language and time zone. */
export const formatClock = (iso: string, intl: Pick<Words, 'formatDate'>): string =>
  intl.formatDate(new Date(iso), { hour: 'numeric', minute: '2-digit' });

/** A time to the millisecond, such as `14:05:09.123`, for what happens within a second. */
export const formatExactTime = (iso: string, intl: Pick<Words, 'formatDate'>): string =>
  intl.formatDate(new Date(iso), {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  });
