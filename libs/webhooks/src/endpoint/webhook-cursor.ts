import { CommitPosition, type StoredPosition } from '#outbox';

/** `<epoch>~<position>~<day>`. */
const CURSOR = /^([0-9A-Za-z]{1,40})~([\d:,]{5,1900})~(\d{4}-\d{2}-\d{2})$/;

/** Writes a position as operators see it. */
export const formatWebhookCursor = ({ position, fromDay }: StoredPosition, epoch: string): string =>
  `${epoch}~${position}~${fromDay}`;

/** @returns null for a text that is not a cursor of this history */
export function parseWebhookCursor(text: string, epoch: string): StoredPosition | null {
  const [, ofEpoch, position = '', fromDay = ''] = CURSOR.exec(text) ?? [];
  if (ofEpoch !== epoch || !CommitPosition.parse(position)) return null;
  return Number.isNaN(Date.parse(fromDay)) ? null : { position, fromDay };
}
