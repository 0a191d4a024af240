/** What the relay says of itself, four times a second. */
export interface Beat {
  /** The epoch of the history it publishes. */
  epoch: string;
  /** Another one means that hints may have been left out: another relay, or an overflow. */
  incarnation: string;
}

export const encodeBeat = ({ epoch, incarnation }: Beat): Buffer =>
  Buffer.from(`${epoch} ${incarnation}`);

/** @returns undefined for bytes that are no beat */
export function decodeBeat(data: Uint8Array): Beat | undefined {
  const [epoch, incarnation, ...rest] = Buffer.from(data).toString().split(' ');
  if (!epoch || !incarnation || rest.length > 0) return undefined;
  return { epoch, incarnation };
}
