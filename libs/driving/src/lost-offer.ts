import { ApiProblem } from '#client';

/** The codes of all reasons for which an offer can no longer be answered. */
const LOST: readonly string[] = [
  'OFFER_EXPIRED',
  'OFFER_REVOKED',
  'OFFER_DECLINED',
  'TRIP_ALREADY_ASSIGNED',
  'TRIP_TRANSITION_NOT_ALLOWED',
];

/** Whether the offer was lost to another driver, a cancellation or its expiry, which is expected. */
export const isLostOffer = (error: unknown): boolean =>
  error instanceof ApiProblem && LOST.includes(error.code);

/** Awaits the answer to an offer and ignores the error of an offer that was lost before. */
export async function ignoreLostOffer(answer: Promise<unknown>): Promise<void> {
  await answer.catch((error: unknown) => {
    if (!isLostOffer(error)) throw error;
  });
}
