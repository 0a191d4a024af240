import type { Principal } from '#access';

/** Takes note of the shard in which a rider asks for a price. Declared here; `apps/api` implements it. */
export abstract class RiderHome {
  /** Must return at once and must not throw: a quote does not depend on it. */
  abstract noteQuote(rider: Principal): void;
}
