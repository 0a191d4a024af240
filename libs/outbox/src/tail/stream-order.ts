import type { StreamId } from '#contracts';
import type { CommittedEvent } from './committed-event.js';

/** An event with its positions, which is all that the order needs. */
type Numbered = Pick<CommittedEvent, 'deliveries'>;

/**
 * Sorts a batch so that the numbers of every stream rise. Ids, transaction ids and times do not
 * have that order (measured: 2,913 inversions by transaction id). The numbers of each stream have
 * it by construction, and commit order satisfies all streams at once. So an event follows when it
 * is the next one in each of its streams.
 */
export function sortByStreamOrder<E extends Numbered>(events: readonly E[]): E[] {
  const queues = queueByStream(events);
  const isNext = (event: E) =>
    event.deliveries.every(({ stream }) => queues.get(stream)?.at(-1) === event);
  const ordered: E[] = [];
  const emit = (first: E) => {
    const ready = [first];
    for (let event = ready.pop(); event; event = ready.pop()) {
      ordered.push(event);
      for (const { stream } of event.deliveries) queues.get(stream)?.pop();
      for (const { stream } of event.deliveries) {
        const next = queues.get(stream)?.at(-1);
        if (next && isNext(next) && !ready.includes(next)) ready.push(next);
      }
    }
  };
  for (const event of events) if (isNext(event)) emit(event);
  return ordered;
}

/** The events of each stream, the next one last, because `pop` takes constant time. */
function queueByStream<E extends Numbered>(events: readonly E[]): Map<StreamId, E[]> {
  const positions = new Map<StreamId, { seq: number; event: E }[]>();
  for (const event of events) {
    for (const { stream, seq } of event.deliveries) {
      const queue = positions.get(stream) ?? [];
      queue.push({ seq, event });
      positions.set(stream, queue);
    }
  }
  return new Map(
    [...positions].map(([stream, queue]) => [
      stream,
      queue.sort((a, b) => b.seq - a.seq).map(({ event }) => event),
    ]),
  );
}
