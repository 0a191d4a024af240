import { offerEndOf, type OfferEnd } from '#client';
import type { AnyCloudEvent, Offer } from '#contracts';

export type OfferOutcome = 'open' | 'accepted' | OfferEnd;

/** An offer of this page's driver, with how it ended. */
export interface LoggedOffer {
  offer: Offer;
  outcome: OfferOutcome;
}

/** Offers that are listed. Beyond this bound the oldest are dropped. */
export const MOST_OFFERS = 5;

/** The list with the offer that a snapshot shows, newest first. */
export function withOffer(log: readonly LoggedOffer[], offer: Offer): readonly LoggedOffer[] {
  if (log.some((logged) => logged.offer.id === offer.id)) return log;
  return [{ offer, outcome: 'open' as const }, ...log].slice(0, MOST_OFFERS);
}

/** The list after an event. An event that is about no listed offer leaves it as it is. */
export function withOfferEvent(
  log: readonly LoggedOffer[],
  event: AnyCloudEvent,
): readonly LoggedOffer[] {
  const { data } = event;
  if ('offer' in data) return withOffer(log, data.offer);
  if (!('offerId' in data)) return log;
  const outcome = event.type === 'offer.accepted' ? 'accepted' : offerEndOf(event);
  return outcome ? withOutcome(log, data.offerId, outcome) : log;
}

/** The list after the answer to a command, which may arrive before the event of the same change. */
export const withOutcome = (
  log: readonly LoggedOffer[],
  offerId: string,
  outcome: OfferOutcome,
): readonly LoggedOffer[] =>
  log.map((logged) => (logged.offer.id === offerId ? { ...logged, outcome } : logged));
