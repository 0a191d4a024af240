import { Injectable } from '@nestjs/common';
import { performance } from 'node:perf_hooks';
import { CommittedHistory, type HistoryEntry, type StoredPosition } from '#outbox';
import type { EndpointWorker } from './endpoint-worker.js';
import { WindowStore, type Intake } from './window-store.js';
import { WorkerRegistry } from './worker-registry.js';

/** Events of a window. An endpoint with more than half of it takes none. */
const WINDOW = 1_000;
/** The most events that one read takes for one position. */
const MAX_READ = 500;
/** The most rows that one statement puts into windows. */
const MAX_ROWS = 5_000;
/** Positions that one statement reads for. */
const MAX_POSITIONS = 8;
/** Milliseconds. A position without new events is written this often. */
const SAVE_INTERVAL_MS = 5_000;

/** Endpoints that have got to the same position. */
interface Group extends StoredPosition {
  workers: EndpointWorker[];
}

/** Takes events from the history into the windows of the endpoints of this process. */
@Injectable()
export class HistoryIntake {
  /** When the position of a worker was last written; milliseconds, monotonic clock. */
  private readonly savedAt = new WeakMap<EndpointWorker, number>();

  constructor(
    private readonly history: CommittedHistory,
    private readonly windows: WindowStore,
    private readonly registry: WorkerRegistry,
  ) {}

  /**
   * Reads once for every position. Endpoints that catch up get the same position, so in the end one
   * read serves all of them.
   *
   * @returns whether more events wait in the history for an endpoint with room
   */
  async takeOnce(): Promise<boolean> {
    const ready = this.registry.list().filter((worker) => {
      const hasRoom = worker.queue.size <= WINDOW / 2;
      // What commits while its window is full is read later.
      if (!hasRoom) worker.hasHistory = true;
      return hasRoom && worker.isRunning;
    });
    let hasMore = false;
    const groups = groupByPosition(ready);
    for (let index = 0; index < groups.length; index += MAX_POSITIONS) {
      const part = groups.slice(index, index + MAX_POSITIONS);
      hasMore = (await this.takeGroups(part)) || hasMore;
    }
    return hasMore;
  }

  private async takeGroups(groups: readonly Group[]): Promise<boolean> {
    const most = Math.max(...groups.map(({ workers }) => workers.length));
    const limit = Math.max(1, Math.min(MAX_READ, Math.floor(MAX_ROWS / most)));
    const batches = await this.history.readAfter(groups, limit);
    for (const [index, { events, next, isCurrent, at }] of batches.entries()) {
      const reached = isCurrent ? at : (events.at(-1)?.time ?? at);
      const { workers = [] } = groups[index] ?? {};
      for (const worker of workers) worker.hasHistory = !isCurrent;
      await this.take(workers, events, { ...next, at: reached });
    }
    return batches.some(({ isCurrent }) => !isCurrent);
  }

  private async take(
    workers: readonly EndpointWorker[],
    events: readonly HistoryEntry[],
    next: StoredPosition & { at: Date },
  ): Promise<void> {
    const intakes = workers.map((worker) => ({ worker, intake: selectEvents(worker, events) }));
    const now = performance.now();
    const isDue = ({ worker, intake }: (typeof intakes)[number]) =>
      intake.events.length > 0 || now - (this.savedAt.get(worker) ?? -Infinity) > SAVE_INTERVAL_MS;
    const written = intakes.filter(isDue);
    const taken = await this.write(
      written.map(({ intake }) => intake),
      next,
    );
    for (const { worker } of written) {
      this.savedAt.set(worker, now);
      // It reads again from the position in the table.
      if (!taken.has(worker.endpoint.id)) this.registry.replace(worker);
    }
    for (const { worker } of intakes) {
      // A worker that was replaced meanwhile has read the window from the table.
      if (!this.registry.has(worker)) continue;
      const deliveries = taken.get(worker.endpoint.id) ?? [];
      worker.endpoint = {
        ...worker.endpoint,
        position: next.position,
        fromDay: next.fromDay,
        nextNumber: String(Number(worker.endpoint.nextNumber) + deliveries.length),
      };
      for (const delivery of deliveries) worker.queue.push(delivery);
      worker.pump();
    }
  }

  private async write(
    intakes: readonly Intake[],
    next: StoredPosition & { at: Date },
  ): ReturnType<WindowStore['take']> {
    return intakes.length === 0 ? new Map() : this.windows.take(intakes, next);
  }
}

function groupByPosition(workers: readonly EndpointWorker[]): Group[] {
  const groups = new Map<string, Group>();
  for (const worker of workers) {
    const { position, fromDay } = worker.endpoint;
    const key = `${position} ${fromDay}`;
    const group = groups.get(key) ?? { position, fromDay, workers: [] };
    group.workers.push(worker);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function selectEvents({ endpoint }: EndpointWorker, events: readonly HistoryEntry[]): Intake {
  const { id, fence, generation, since, nextNumber } = endpoint;
  const selected = events
    .filter(({ type }) => endpoint.events.includes(type) || isForAll(endpoint.events, type))
    .filter(({ time }) => !since || time >= since)
    .map(({ id: eventId, day, type, subject, time }) => ({
      eventId,
      day,
      type,
      subject,
      eventAt: time,
    }));
  const lease = { id, fence, generation };
  return { lease, nextNumber, subscribed: endpoint.events, events: selected };
}

/** Events about webhooks are for operators: an endpoint gets them only by their names. */
const isForAll = (subscribed: readonly string[], type: string): boolean =>
  subscribed.includes('*') && !type.startsWith('webhook.');
