import type { Produced, Production } from '../peers/producer.js';
import type { Contender } from './contender.js';

/** Nothing arriving for this long means that nothing will. */
const PATIENCE_MS = 3000;

export interface Delivered {
  perSecond: number;
  /** Of events that were sent; none may be. */
  missing: number;
  /** Streams that ended meanwhile; none may. */
  lost: number;
}

/** Lets a server produce, and waits until everything has arrived. */
export async function deliver(
  { server, load }: Contender,
  production: Production,
  noting: 'count' | 'age' = 'count',
): Promise<Delivered> {
  const { window, perSecond = 0, seconds } = production;
  const capacity = Math.ceil(perSecond * seconds) + window;
  await load.call('startRecording', { noting, capacity, tellEvery: Math.ceil(window / 16) });
  const produced: Produced = await server.call('produce', production);
  const count = produced.deliveries;
  const { received, lastAt, lost } = await load.call('awaitArrivals', {
    count,
    patienceMs: PATIENCE_MS,
  });
  const took = (lastAt - produced.startedAt) / 1e6;
  return { perSecond: received / took, missing: count - received, lost };
}
