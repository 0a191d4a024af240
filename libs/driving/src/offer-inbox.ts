import type { AnyCloudEvent, Offer } from '#contracts';

/** An offer that the driver may answer. */
export interface OpenOffer {
  offer: Offer;
  /** Aborts when the offer was closed: it has expired, was revoked or was answered. */
  gone: AbortSignal;
}

/** The offers of one driver: at most one is open at a time. */
export class OfferInbox {
  private current: { offer: Offer; over: AbortController } | undefined;
  private waiting: ((offer: OpenOffer | undefined) => void) | undefined;
  /** Ids of all offers so far. A snapshot repeats an offer, which must not be delivered twice. */
  private readonly known = new Set<string>();

  onEvent(event: AnyCloudEvent): void {
    if (event.type === 'offer.created') this.put(event.data.offer);
    else if ('offerId' in event.data) this.dismiss(event.data.offerId);
  }

  sync(snapshot: unknown): void {
    const { offer } = snapshot as { offer: Offer | null };
    if (this.current && this.current.offer.id !== offer?.id) this.dismiss(this.current.offer.id);
    if (offer) this.put(offer);
  }

  /** Resolves with the next offer, or with undefined when the signal aborts first. */
  next(signal: AbortSignal): Promise<OpenOffer | undefined> {
    const open = this.take();
    if (open || signal.aborted) return Promise.resolve(signal.aborted ? undefined : open);
    return new Promise((resolve) => {
      const leave = (): void => {
        answer(undefined);
      };
      const answer = (offer: OpenOffer | undefined): void => {
        this.waiting = undefined;
        signal.removeEventListener('abort', leave);
        resolve(offer);
      };
      this.waiting = answer;
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Closes an offer that was answered or has ended. */
  dismiss(offerId: string): void {
    this.known.add(offerId);
    if (this.current?.offer.id !== offerId) return;
    this.current.over.abort();
    this.current = undefined;
  }

  private put(offer: Offer): void {
    if (this.known.has(offer.id)) return;
    this.known.add(offer.id);
    this.current = { offer, over: new AbortController() };
    // Deferred, so that a closing event in the same chunk of a replay is handled first.
    setImmediate(() => {
      const waiting = this.waiting;
      const open = waiting && this.take();
      if (open) waiting(open);
    });
  }

  private take(): OpenOffer | undefined {
    const { current } = this;
    if (!current || current.over.signal.aborted) return undefined;
    return { offer: current.offer, gone: current.over.signal };
  }
}
