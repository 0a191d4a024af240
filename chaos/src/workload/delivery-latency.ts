import type { WorkloadJournal } from './workload-journal.js';

/**
 * Milliseconds from append to client of the live events since `from` (`Date.now()`),
 * ascending. The time of an append comes from the database, which shares this clock.
 */
export function liveLatencies(journal: WorkloadJournal, from: number): number[] {
  return journal.streams
    .flatMap(({ log }) => log.received)
    .filter((item) => item.kind === 'event')
    .filter(({ replayed, time }) => !replayed && Date.parse(time) >= from)
    .map(({ receivedAtMs, time }) => receivedAtMs - Date.parse(time))
    .sort((a, b) => a - b);
}
