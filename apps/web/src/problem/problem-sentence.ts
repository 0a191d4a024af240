import { ApiProblem } from '#client';
import type { Intl } from '../language/intl.js';

/** The codes whose sentence the catalogue has. Their ids are `problem.<code>`. */
export const TRANSLATED = [
  'DATABASE_UNAVAILABLE',
  'DRIVER_BUSY',
  'DRIVER_NOT_AT_PICKUP',
  'DRIVER_ON_TRIP',
  'DRIVER_TOO_FAR',
  'FORBIDDEN',
  'IDEMPOTENCY_IN_FLIGHT',
  'INTERNAL',
  'NOT_FOUND',
  'NOT_READY',
  'NO_SHOW_TOO_EARLY',
  'OFFER_ALREADY_ACCEPTED',
  'OFFER_DECLINED',
  'OFFER_EXPIRED',
  'OFFER_REVOKED',
  'OPS_KEY_REQUIRED',
  'OUTCOME_UNKNOWN',
  'PAYLOAD_TOO_LARGE',
  'PIN_ATTEMPTS_EXHAUSTED',
  'PIN_INCORRECT',
  'PLACE_OUTSIDE_CITY',
  'QUOTE_ALREADY_USED',
  'QUOTE_EXPIRED',
  'RATING_ALREADY_GIVEN',
  'RECEIPT_NOT_READY',
  'REPOSITION_ENDED',
  'RESOURCE_BUSY',
  'SANDBOX_FULL',
  'SHARE_LINK_EXPIRED',
  'SHARE_LINK_REVOKED',
  'SHARING_NOT_OFFERED',
  'STOP_OUT_OF_ORDER',
  'TIP_ALREADY_GIVEN',
  'TIP_TOO_HIGH',
  'TOKEN_EXPIRED',
  'TOO_MANY_REQUESTS',
  'TRIP_ALREADY_ACTIVE',
  'TRIP_ALREADY_ASSIGNED',
  'TRIP_CHANGED',
  'TRIP_TOO_LONG',
  'TRIP_TRANSITION_NOT_ALLOWED',
  'UNAUTHENTICATED',
  'VALIDATION_FAILED',
] as const;

/**
 * The problem and what to do about it, in one sentence. An English page shows the server's own
 * sentence, which knows the figures. A page in another language shows the sentence of its catalogue
 * for the code, or the status for a code that the catalogue doesn't have, and never English words.
 */
export function problemSentence(error: unknown, intl: Intl): string {
  if (!(error instanceof ApiProblem)) return intl.formatMessage({ id: 'problem.broken' });
  if (error.status === 0) return intl.formatMessage({ id: 'problem.unreachable' });
  const translated = TRANSLATED.find((code) => code === error.code);
  const isEnglish = intl.locale.startsWith('en');
  const own = translated && intl.formatMessage({ id: `problem.${translated}` });
  const general = own ?? statusSentence(error.status, intl);
  return (isEnglish ? ofServer(error) : undefined) ?? general;
}

/** The sentence of the server: the first wrong field with what is wrong about it, or the detail. */
function ofServer({ problem }: ApiProblem): string | undefined {
  const field = problem?.errors?.[0];
  if (field) return `${nameOf(field.field)} ${field.message}.`.replace(/\.\.$/, '.');
  return problem?.detail ?? problem?.title;
}

const statusSentence = (status: number, intl: Intl): string =>
  intl.formatMessage({ id: 'problem.status' }, { status: String(status) });

/** `pickup.lat` → `Pickup lat`. */
function nameOf(field: string): string {
  const words = field.replaceAll('.', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
