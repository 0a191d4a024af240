import { describe, expect, it } from '@jest/globals';
import type { AnyCloudEvent } from '#contracts';
import { OfferInbox } from './offer-inbox.js';

const created = (id: string): AnyCloudEvent =>
  ({ type: 'offer.created', data: { offer: { id } } }) as unknown as AnyCloudEvent;
const closed = (id: string, how = 'revoked'): AnyCloudEvent =>
  ({ type: `offer.${how}`, data: { offerId: id } }) as unknown as AnyCloudEvent;
const forever = new AbortController().signal;

describe('OfferInbox', () => {
  it('next resolves with the offer of an event', async () => {
    const inbox = new OfferInbox();
    const next = inbox.next(forever);
    inbox.onEvent(created('a'));
    expect((await next)?.offer.id).toBe('a');
  });

  it('the signal of an offer aborts when a closing event arrives', async () => {
    const inbox = new OfferInbox();
    inbox.onEvent(created('a'));
    const open = await inbox.next(forever);
    expect(open?.gone.aborted).toBe(false);
    inbox.onEvent(closed('a'));
    expect(open?.gone.aborted).toBe(true);
  });

  it('an offer that a replay opens and closes in one chunk is skipped', async () => {
    const inbox = new OfferInbox();
    const next = inbox.next(forever);
    inbox.onEvent(created('a'));
    inbox.onEvent(closed('a', 'expired'));
    inbox.onEvent(created('b'));
    expect((await next)?.offer.id).toBe('b');
  });

  it('an offer that a snapshot repeats is not delivered twice', async () => {
    const inbox = new OfferInbox();
    inbox.onEvent(created('a'));
    inbox.dismiss('a');
    inbox.sync({ offer: { id: 'a' } });
    expect(await inbox.next(AbortSignal.timeout(5))).toBeUndefined();
  });

  it('a snapshot delivers its offer and dismisses an offer that it lacks', async () => {
    const inbox = new OfferInbox();
    inbox.sync({ offer: { id: 'a' } });
    const open = await inbox.next(forever);
    inbox.sync({ offer: null });
    expect([open?.offer.id, open?.gone.aborted]).toEqual(['a', true]);
  });
});
