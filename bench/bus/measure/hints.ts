import type { StreamId } from '#contracts';
import { BenchChild } from '../../streams/process/bench-child.js';
import type { StreamAddress } from '../../streams/peers/peer.js';
import { BusSystem, SHARD } from '../bus-system.js';
import type { BusBenchOptions } from '../options.js';
import type { PublisherCalls } from '../process/publisher.js';
import type { Figure } from '../report.js';
import { subtract } from './write-load.js';

/** Events of each stream before the measurement: V8 compiles the gateway meanwhile. */
const WARM_UP_ROUNDS = 20;
const HINTS = 200_000;
const IDLE_LIMIT_MS = 5_000;

export interface HintCosts {
  perSecond: number;
  gatewayMicros: number;
  natsMicros: number;
}

/** The stream of a token's rider. The benchmark made the token, and does not verify it. */
function streamOf({ headers }: StreamAddress): StreamId {
  const payload = headers?.authorization?.split('.')[1] ?? '';
  const { sub } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string };
  return `rider/${sub}`;
}

/** Publishes hints of open streams as fast as one gateway delivers them to its clients. */
export async function runHints(streams: number): Promise<HintCosts> {
  const system = await BusSystem.start({ kind: 'bus', readers: 1 });
  const module = new URL('../process/publisher.js', import.meta.url);
  const publisher = await BenchChild.start<PublisherCalls>('publisher', { module });
  try {
    const opened = (await system.openStreams(streams)).map(streamOf);
    const publish = async (firstSeq: number, rounds: number): Promise<number> => {
      const plan = { url: system.nats.url(), shard: SHARD, streams: opened, firstSeq, rounds };
      await system.load.call('startRecording', { mode: 'count', capacity: 0, reportEvery: 1e9 });
      const startedAt = process.hrtime.bigint();
      const count = await publisher.call('publish', plan);
      const wanted = { count, idleLimitMs: IDLE_LIMIT_MS };
      const { received } = await system.load.call('awaitArrivals', wanted);
      if (received < count) throw new Error(`${count - received} of ${count} hints are missing.`);
      return (count / Number(process.hrtime.bigint() - startedAt)) * 1e9;
    };
    await publish(1, WARM_UP_ROUNDS);
    const before = await system.cpu();
    const rounds = Math.ceil(HINTS / streams);
    const perSecond = await publish(1 + WARM_UP_ROUNDS, rounds);
    const cpu = subtract(await system.cpu(), before);
    const count = rounds * streams;
    return { perSecond, gatewayMicros: cpu.readers / count, natsMicros: cpu.nats / count };
  } finally {
    await publisher.stop();
    await system.stop();
  }
}

export async function measureHints(
  { streams }: BusBenchOptions,
  log: (text: string) => void,
): Promise<Figure[]> {
  log(`hints into one gateway with ${streams} streams`);
  const { perSecond, gatewayMicros, natsMicros } = await runHints(streams);
  const note = `gateway ${gatewayMicros.toFixed(1)} µs, nats-server ${natsMicros.toFixed(1)} µs a hint; clients and publisher on the same cores`;
  return [
    {
      measure: 'hints to clients, one gateway',
      unit: '/s',
      bus: perSecond,
      target: '≥ 20,000',
      note,
    },
  ];
}
