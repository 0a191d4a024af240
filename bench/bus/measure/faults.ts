import { setTimeout as delay } from 'node:timers/promises';
import { BusSystem } from '../bus-system.js';
import type { BusBenchOptions } from '../options.js';
import type { Figure } from '../report.js';
import { write } from './write-load.js';

/** Seconds of writing before and after a fault, and during a freeze. */
const AROUND_S = 3;
const FREEZE_MS = 7_000;
const COMMITS_PER_SECOND = 200;
const STREAMS = 200;

interface FaultPlan {
  measure: string;
  target: string;
  seconds: number;
  inject: (system: BusSystem) => Promise<unknown>;
}

/** The relay is at node 0, the writer at node 1, the gateways at nodes 2 and 0. */
const plans: readonly FaultPlan[] = [
  {
    measure: 'relay killed (kill -9), latest event',
    target: '≤ 1',
    seconds: 2 * AROUND_S,
    inject: (system) => system.relay?.kill() ?? Promise.resolve(),
  },
  {
    measure: 'node of a gateway killed, latest event',
    target: '≤ 1.5',
    seconds: 2 * AROUND_S,
    inject: (system) => system.nats.kill(2),
  },
  {
    measure: 'node of a gateway frozen, latest event',
    target: '≤ 5',
    seconds: 2 * AROUND_S + FREEZE_MS / 1000,
    inject: async ({ nats }) => {
      nats.freeze(2);
      await delay(FREEZE_MS);
      nats.thaw(2);
    },
  },
  {
    measure: 'node of the relay frozen, latest event',
    target: '≤ 5',
    seconds: 2 * AROUND_S + FREEZE_MS / 1000,
    inject: async ({ nats }) => {
      nats.freeze(0);
      await delay(FREEZE_MS);
      nats.thaw(0);
    },
  },
];

/** The age of the latest event around each fault: commit to client, in seconds. */
export async function measureFaults(
  _: BusBenchOptions,
  log: (text: string) => void,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const { measure, target, seconds, inject } of plans) {
    log(measure);
    const system = await BusSystem.start({ kind: 'bus', readers: 2, nodes: 3, hasOwnRelay: true });
    try {
      await system.openStreams(STREAMS);
      await write(system, { seconds: 2, perSecond: COMMITS_PER_SECOND });
      const load = { seconds, perSecond: COMMITS_PER_SECOND };
      const { ages, missing } = await write(system, load, async () => {
        await delay(AROUND_S * 1000);
        await inject(system);
      });
      const note = `${missing} events missing`;
      figures.push({ measure, unit: 's', bus: (ages.at(-1) ?? NaN) / 1e6, target, note });
    } finally {
      await system.stop();
    }
  }
  return figures;
}
