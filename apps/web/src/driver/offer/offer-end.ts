import type { OfferEnd } from '#client';

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
