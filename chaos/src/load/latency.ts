import type { LoadBook } from './load-book.js';

/**
 * Milliseconds from append to client of what came live since `from` (`Date.now()`),
 * sorted. Append goes by the database's clock, which here is ours.
 */
export function latencies(book: LoadBook, from: number, whose = ''): number[] {
  return book.streams
    .filter(({ log }) => log.client.startsWith(whose))
    .flatMap(({ log }) => log.received)
    .filter((item) => item.kind === 'event')
    .filter(({ replayed, time }) => !replayed && Date.parse(time) >= from)
    .map(({ receivedAtMs, time }) => receivedAtMs - Date.parse(time))
    .sort((a, b) => a - b);
}
