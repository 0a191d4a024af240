import type { EphemeralType } from '#contracts';

/** What an ephemeral frame carries: the latest there is, with no number and no history (D6). */
export interface Ephemeral {
  type: EphemeralType;
  /** As it goes out, made once however many read it. */
  json: string;
}
