import { sandboxOfferSchema, type SandboxOffers, type SandboxOfferScript } from '#contracts';

/** The answers to the next offers. The last one stays, for all offers that follow. */
export class OfferScripts {
  private scripts: SandboxOfferScript[];

  constructor(offers: SandboxOffers) {
    this.scripts = offers.map(toScript);
  }

  get list(): SandboxOfferScript[] {
    return [...this.scripts];
  }

  replace(offers: SandboxOffers): void {
    this.scripts = offers.map(toScript);
  }

  /** Takes the answer to the next offer. */
  next(): SandboxOfferScript {
    const [first, ...others] = this.scripts;
    if (!first) throw new Error('A list of offers has at least one answer.');
    if (others.length > 0) this.scripts = others;
    return first;
  }
}

const toScript = (offer: SandboxOffers[number]): SandboxOfferScript =>
  typeof offer === 'string' ? sandboxOfferSchema.parse({ answer: offer }) : offer;
