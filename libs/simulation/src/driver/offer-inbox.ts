import type { AnyCloudEvent, Offer } from '#contracts';

/** An offer on the driver's screen. */
export interface OpenOffer {
  offer: Offer;
  /** Aborts when the offer is gone: expired, revoked, taken. */
  gone: AbortSignal;
}

/** The driver's screen: at most one offer at a time, until it is gone. */
export class OfferInbox {
  private current: { offer: Offer; over: AbortController } | undefined;
  private waiting: ((offer: OpenOffer | undefined) => void) | undefined;
  /** Never shown twice: a snapshot repeats what an event has told. */
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

  /** The next offer; undefined when the signal aborts first. */
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

  /** Off the screen: it is gone, or it was answered. */
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
    // Later, so that a closing event in the same chunk of a replay is heard first.
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
