import { setTimeout as delay } from 'node:timers/promises';
import { serveCalls } from '../process/serve-calls.js';
import type { CallsOf } from '../process/calls.js';
import type { BenchPeer, StreamAddress } from './peer.js';
import { Producer, type Produced, type Production } from './producer.js';

/** What can be asked of the process of any peer. */
export interface PeerCalls {
  port(_: null): number;
  addresses(query: { count: number; shared: boolean }): Promise<StreamAddress[]>;
  produce(production: Production): Promise<Produced>;
  noteArrived(count: number): void;
  /** Resident bytes after garbage collection. */
  memory(_: null): Promise<number>;
}

/** Serves a peer in a process of its own; `more` is what only this one can do. */
export function servePeer<M extends CallsOf<M>>(peer: BenchPeer, more: M): void {
  const producer = new Producer(peer);
  const calls: PeerCalls = {
    port: () => peer.port,
    addresses: ({ count, shared }) =>
      shared ? peer.createSharedAddresses(count) : peer.createAddresses(count),
    produce: (production) => producer.produce(production),
    noteArrived: (count) => {
      producer.noteArrived(count);
    },
    memory,
  };
  serveCalls({ ...calls, ...more }, () => peer.close());
}

/** Several collections with pauses: what weak references and native handles hold goes last. */
async function memory(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    globalThis.gc?.();
    await delay(150);
  }
  return process.memoryUsage.rss();
}
