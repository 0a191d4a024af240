import type { AnyCloudEvent } from '#contracts';

/** How an offer ended without a trip for this driver. */
export type OfferEnd =
  'expired' | 'taken' | 'withdrawn' | 'declined' | 'undelivered' | 'silent' | 'offline';

/**
 * The end that an event reports; undefined for any other event, `offer.accepted` included.
 *
 * @example
 * ```ts
 * const end = offerEndOf(event);
 * if (end === 'taken') toast('Another driver was faster.');
 * ```
 */
export function offerEndOf({
  type,
  data,
}: Pick<AnyCloudEvent, 'type' | 'data'>): OfferEnd | undefined {
  if (type === 'offer.expired') return 'expired';
  if (type === 'offer.declined') return 'declined';
  if (type !== 'offer.revoked' || !('offerId' in data && 'reason' in data)) return undefined;
  return revokedFor(data.reason);
}

/** A reason that this version of the client does not know counts as a withdrawal. */
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

/**
 * The end that a refused accept or decline reports; undefined for a problem of another kind.
 *
 * @example
 * ```ts
 * await api.acceptOffer(offer.id).catch((problem) => showEnd(offerEndOfCode(problem.code)));
 * ```
 */
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
