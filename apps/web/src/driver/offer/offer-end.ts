import type { AnyCloudEvent } from '#contracts';

/** How an offer ended without a ride for this driver. */
export type OfferEnd =
  'expired' | 'taken' | 'withdrawn' | 'declined' | 'undelivered' | 'silent' | 'offline';

/** The end that an event reports; undefined for any other event, `offer.accepted` included. */
export function offerEndOf({
  type,
  data,
}: Pick<AnyCloudEvent, 'type' | 'data'>): OfferEnd | undefined {
  if (type === 'offer.expired') return 'expired';
  if (type === 'offer.declined') return 'declined';
  if (type !== 'offer.revoked' || !('offerId' in data && 'reason' in data)) return undefined;
  return revokedFor(data.reason);
}

/** A reason that this version of the page does not know counts as a withdrawal. */
function revokedFor(reason: string): OfferEnd {
  switch (reason) {
    case 'trip_assigned':
      return 'taken';
    case 'driver_offline':
      return 'offline';
    case 'driver_silent':
      return 'silent';
    case 'undelivered':
      return 'undelivered';
    default:
      return 'withdrawn';
  }
}

/** The end that a refused accept or decline reports; undefined for a problem of another kind. */
export function offerEndOfCode(code: string): OfferEnd | undefined {
  switch (code) {
    case 'OFFER_EXPIRED':
      return 'expired';
    case 'OFFER_REVOKED':
      return 'withdrawn';
    case 'OFFER_DECLINED':
      return 'declined';
    case 'TRIP_ALREADY_ASSIGNED':
      return 'taken';
    default:
      return undefined;
  }
}

/** What happened and, where the driver can act, what to do. */
export function offerEndSentence(end: OfferEnd): string {
  switch (end) {
    case 'expired':
      return 'The offer expired before it was answered.';
    case 'taken':
      return 'The ride was taken by another driver.';
    case 'withdrawn':
      return 'The offer was withdrawn: the rider’s request has ended.';
    case 'declined':
      return 'You declined the offer.';
    case 'undelivered':
      return 'The offer was withdrawn: it didn’t reach you in time. Check your connection.';
    case 'silent':
      return 'The offer was withdrawn: nothing was heard of you. Check your connection.';
    case 'offline':
      return 'The offer was withdrawn, because you went offline.';
  }
}
