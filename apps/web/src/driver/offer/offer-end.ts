import type { OfferEnd } from '#client';
import type { MessageId } from '../../language/message-id.js';

/** What happened to an offer and, where the driver can act, what to do. */
export const OFFER_ENDS: Record<OfferEnd, MessageId> = {
  expired: 'driver.offer-expired',
  taken: 'driver.offer-taken',
  withdrawn: 'driver.offer-withdrawn',
  declined: 'driver.offer-declined',
  undelivered: 'driver.offer-undelivered',
  silent: 'driver.offer-silent',
  offline: 'driver.offer-offline',
};
