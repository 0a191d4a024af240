import type { Produced, Production } from '../peers/producer.js';
import type { Contender } from './contender.js';

/** After this time without an arrival, the missing events count as lost. */
const IDLE_LIMIT_MS = 3000;

export interface Delivered {
  received: number;
  perSecond: number;
  /** Deliveries that did not arrive. The report mentions any. */
  missing: number;
  /** Streams that ended during the measure. The report mentions any. */
  lost: number;
}

/** Lets a server produce, and waits until all deliveries have arrived. */
export async function deliver(
  { server, load }: Contender,
  production: Production,
  mode: 'count' | 'age' = 'count',
): Promise<Delivered> {
  const { window, perSecond = 0, seconds } = production;
  const capacity = Math.ceil(perSecond * seconds) + window;
  await load.call('startRecording', { mode, capacity, reportEvery: Math.ceil(window / 16) });
  const produced: Produced = await server.call('produce', production);
  const count = produced.deliveries;
  const { received, lastAt, lost } = await load.call('awaitArrivals', {
    count,
    idleLimitMs: IDLE_LIMIT_MS,
  });
  const took = (lastAt - produced.startedAt) / 1e6;
  return { received, perSecond: received / took, missing: count - received, lost };
}
