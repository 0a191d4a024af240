import type { Principal } from '#access';

/** What follows from an acknowledgement. Declared here, implemented over matching by `apps/api`. */
export abstract class StreamAcks {
  /** This user's client has everything up to and with number `seq` of their own stream. */
  abstract acknowledge(principal: Principal, seq: number): Promise<void>;
}
