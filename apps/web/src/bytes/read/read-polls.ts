import { abortableDelay } from '#client';
import type { ByteSource } from './byte-source.js';
import { fetchBytes } from './fetch-bytes.js';
import { frameText } from './frame-text.js';

/** How long the server may hold a long poll that has no event. */
const WAIT_SECONDS = 20;
/** Events of an answer. */
const LIMIT = 20;
const NO_CONTENT = 204;
/** Between two polls. */
const PAUSE_MS = 2000;

/** The parts of the answer to a poll that the page shows. */
interface PollAnswer {
  mode: string;
  cursor: string;
  snapshot?: unknown;
  events: readonly { id: string; event: string; data: unknown }[];
}

/**
 * Polls until the stream has ended, or the signal aborts.
 *
 * @param isLong the server holds each request until there is an event
 */
export async function readPolls(source: ByteSource, isLong: boolean): Promise<void> {
  let { cursor } = source;
  while (!source.signal.aborted) {
    const answer = await poll({ ...source, cursor }, isLong);
    if (!answer) return;
    cursor = answer.cursor;
    source.onText(textOf(answer));
    if (!isLong) await abortableDelay(PAUSE_MS, source.signal);
  }
}

/** @returns undefined after the end of the stream */
async function poll(
  { path, cursor, onBytes, ...source }: ByteSource,
  isLong: boolean,
): Promise<PollAnswer | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  const parameters = new URLSearchParams({ limit: String(LIMIT) });
  if (isLong) parameters.set('waitSeconds', String(WAIT_SECONDS));
  if (cursor !== '') parameters.set('cursor', cursor);
  const status = await fetchBytes({
    ...source,
    address: `${path}?${parameters}`,
    accept: 'application/json',
    cursor: '',
    onPiece: (bytes) => {
      onBytes(bytes);
      text += decoder.decode(bytes, { stream: true });
    },
  });
  return status === NO_CONTENT ? undefined : (JSON.parse(text) as PollAnswer);
}

function textOf({ cursor, snapshot, events }: PollAnswer): string {
  const first =
    snapshot === undefined ? [] : [{ id: cursor, event: 'stream.snapshot', data: snapshot }];
  return [...first, ...events].map(frameText).join('');
}
