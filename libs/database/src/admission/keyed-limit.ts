import type { DomainError } from '#platform';

export interface KeyedLimits {
  /** The most tasks of one key that run at a time. */
  running: number;
  /** The most tasks of one key that wait. Further ones are refused at once. */
  waiting: number;
  /** Milliseconds after which a waiting task is refused. */
  waitMs: number;
}

interface Lane {
  running: number;
  /** The waiting tasks, in their order; a call starts one. */
  waiting: Set<() => void>;
}

/**
 * Bounds how many tasks with the same key run, and how many wait and for how long. A waiting task
 * holds memory only, no connection. A key without a task has no entry.
 */
export class KeyedLimit {
  private readonly lanes = new Map<string, Lane>();

  /** @param refuse makes the error of a task that may not wait, or has waited too long */
  constructor(
    private readonly limits: KeyedLimits,
    private readonly refuse: () => DomainError,
  ) {}

  /** The keys that have a task at the moment. */
  get size(): number {
    return this.lanes.size;
  }

  /** @throws DomainError of `refuse`; the task did not run then */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    await this.enter(key);
    try {
      return await task();
    } finally {
      this.leave(key);
    }
  }

  private async enter(key: string): Promise<void> {
    const lane = this.lanes.get(key) ?? { running: 0, waiting: new Set() };
    this.lanes.set(key, lane);
    if (lane.running < this.limits.running) lane.running += 1;
    else if (lane.waiting.size >= this.limits.waiting) throw this.refuse();
    else await this.wait(lane);
  }

  private wait(lane: Lane): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        lane.waiting.delete(start);
        reject(this.refuse());
      }, this.limits.waitMs);
      lane.waiting.add(start);
    });
  }

  /** The place of a task that has ended goes to the one that has waited longest. */
  private leave(key: string): void {
    const lane = this.lanes.get(key);
    if (!lane) return;
    const [next] = lane.waiting;
    if (next) {
      lane.waiting.delete(next);
      next();
      return;
    }
    lane.running -= 1;
    if (lane.running === 0) this.lanes.delete(key);
  }
}
