import type { EphemeralType } from '#contracts';

/** The content of an ephemeral frame: the latest state, without a number and without a history. */
export interface Ephemeral {
  type: EphemeralType;
  /** The data as JSON text, serialised once for all subscribers. */
  json: string;
}
