import type { Principal } from '#access';

/** Acts on acknowledgements. Declared here; `apps/api` implements it with matching. */
export abstract class StreamAcks {
  /** Called when the user's client has received the user's own stream up to and including `seq`. */
  abstract acknowledge(principal: Principal, seq: number): Promise<void>;
}
