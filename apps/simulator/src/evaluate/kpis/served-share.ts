import { percentOf } from './percent.js';

/** How many requests of a group were served. */
export interface ServedShare {
  readonly requests: number;
  readonly served: number;
  /** Null for a group without a request. */
  readonly servedPercent: number | null;
}

/** Counts the requests of groups, which have the indices 0, 1, 2… */
export class ServedCounts {
  private readonly requests: number[];
  private readonly served: number[];

  constructor(groups: number) {
    this.requests = new Array<number>(groups).fill(0);
    this.served = new Array<number>(groups).fill(0);
  }

  count(group: number, isServed: boolean): void {
    this.requests[group]! += 1;
    if (isServed) this.served[group]! += 1;
  }

  toShares(): ServedShare[] {
    return this.requests.map((requests, group) => {
      const served = this.served[group]!;
      return { requests, served, servedPercent: percentOf(served, requests) };
    });
  }
}
