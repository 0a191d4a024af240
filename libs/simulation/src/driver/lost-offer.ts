import { ApiProblem } from '#client';

/** Every way to lose an offer. */
const LOST: readonly string[] = [
  'OFFER_EXPIRED',
  'OFFER_REVOKED',
  'OFFER_DECLINED',
  'TRIP_ALREADY_ASSIGNED',
  'TRIP_TRANSITION_NOT_ALLOWED',
];

/** Somebody or something was faster: no error, but the offer is gone. */
export const isLostOffer = (error: unknown): boolean =>
  error instanceof ApiProblem && LOST.includes(error.code);

export async function ignoreLostOffer(answer: Promise<unknown>): Promise<void> {
  await answer.catch((error: unknown) => {
    if (!isLostOffer(error)) throw error;
  });
}
