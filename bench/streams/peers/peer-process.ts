import { serveCalls } from '../process/serve-calls.js';
import type { CallsOf } from '../process/calls.js';
import { processFigures } from '../process/process-figures.js';
import type { BenchPeer, StreamAddress } from './peer.js';
import { Producer, type Produced, type Production } from './producer.js';

/** The calls that the process of every peer answers. */
export interface PeerCalls {
  port(_: null): number;
  addresses(query: { count: number; shared: boolean }): Promise<StreamAddress[]>;
  produce(production: Production): Promise<Produced>;
  noteArrived(count: number): void;
  /** Resident bytes after garbage collection. */
  memory(_: null): Promise<number>;
  /** The CPU time of all threads of this process so far, in microseconds. */
  cpuMicros(_: null): number;
}

/** Answers the calls of a peer in this process. @param ownCalls the further calls of this peer */
export function servePeer<M extends CallsOf<M>>(peer: BenchPeer, ownCalls: M): void {
  const producer = new Producer(peer);
  const calls: PeerCalls = {
    port: () => peer.port,
    addresses: ({ count, shared }) =>
      shared ? peer.createSharedAddresses(count) : peer.createAddresses(count),
    produce: (production) => producer.produce(production),
    noteArrived: (count) => {
      producer.noteArrived(count);
    },
    ...processFigures,
  };
  serveCalls({ ...calls, ...ownCalls }, () => peer.close());
}
