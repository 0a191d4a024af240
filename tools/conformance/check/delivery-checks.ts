import { NoStream } from '../http/connection-problem.js';
import type { Observations } from '../observe/observations.js';
import type { Sample } from '../observe/sample.js';
import { failed, failedIf, passed, skipped, type Check, type Outcome } from './check.js';
import { clauses } from './clauses.js';

/** Reconnection times outside of these bounds make a client hammer, or stay away: milliseconds. */
const [LEAST_RETRY_MS, MOST_RETRY_MS] = [100, 300_000];

const inMs = (value: number): string => `${Math.round(value)} ms`;

/** When the bytes arrive. */
export const deliveryChecks: readonly Check[] = [
  {
    id: 'headers-at-once',
    title: 'The headers come before the first event',
    level: 'required',
    why: 'Until the headers arrive, a client can not distinguish an open stream from a server that hangs: EventSource stays in CONNECTING, and fetch does not resolve.',
    clause: clauses.processing,
    run: async (seen) => {
      const { delayMs } = seen.options;
      const stream = await orMissing(seen.opening());
      if (!stream) return failed('No headers came in time.');
      const took = stream.times.answered - stream.times.requested;
      const detail = `The headers came after ${inMs(took)}.`;
      return failedIf(took > delayMs ? detail : undefined, detail);
    },
  },
  {
    id: 'first-byte',
    title: 'The first byte comes through the proxy as soon as without it',
    level: 'required',
    why: 'A proxy that buffers holds back the first frames until its buffer is full.',
    clause: clauses.authoring,
    run: async (seen) => {
      if (!seen.options.direct) return skipped('Only with --through.');
      const sample = await orMissing(seen.sample());
      return sample ? compareFirstBytes(sample, seen.options.delayMs) : failed('No byte came.');
    },
  },
  {
    id: 'no-delay',
    title: 'Each event comes as soon as it has happened',
    level: 'required',
    why: 'An event that waits in a buffer of the server, of a compressor or of a proxy comes with the next one, or not at all.',
    clause: clauses.authoring,
    run: async (seen) => {
      const sample = await orMissing(seen.sample());
      if (!sample) return failed('No event came, because no stream did.');
      return judgeDelays(sample, seen);
    },
  },
  {
    id: 'heartbeat',
    title: 'A quiet stream sends a heartbeat',
    level: 'recommended',
    why: 'Proxies close connections that are silent, and without a heartbeat a client can not distinguish a quiet stream from a dead one. The standard advises a comment about every 15 seconds.',
    clause: clauses.authoring,
    run: async (seen) => {
      const { stream } = await seen.sample();
      const { log, chunks } = stream;
      const before = chunks.length;
      const isAlive = () => log.comments.length > 0 || chunks.length > before;
      if (await stream.waitFor(isAlive, seen.options.quietMs)) {
        return passed(log.comments.length > 0 ? 'A comment came.' : 'Bytes came by themselves.');
      }
      if (stream.hasEnded) return skipped('The server ended the stream before.');
      return failed(`Nothing came for ${seen.options.quietMs / 1000} s.`);
    },
  },
  {
    id: 'retry',
    title: 'The stream sets the reconnection time',
    level: 'recommended',
    why: 'Without retry each client chooses the time by itself, some none at all, and the server can not spread the clients that come back after a restart.',
    clause: clauses.interpreting,
    run: async (seen) => {
      const { log } = (await seen.sample()).stream;
      const value = log.retries.at(-1);
      const invalid = log.ignored.find((text) => text.includes('retry'));
      if (invalid !== undefined) return failed(`${invalid}; only ASCII digits are valid.`);
      if (value === undefined) return failed('No retry field came.');
      const isUsable = value >= LEAST_RETRY_MS && value <= MOST_RETRY_MS;
      return isUsable ? passed(`retry was ${value} ms.`) : failed(`retry was ${value} ms.`);
    },
  },
];

function compareFirstBytes({ stream, reference }: Sample, delayMs: number): Outcome {
  const [through, direct] = [stream, reference].map(({ chunks, times }) => {
    const first = chunks[0];
    return first && first.at - times.requested;
  });
  if (direct === undefined) return skipped('The direct stream had no byte either.');
  if (through === undefined) return failed('Behind the proxy no byte came.');
  const detail = `${inMs(through)} behind the proxy, ${inMs(direct)} without it.`;
  return failedIf(through - direct > delayMs ? detail : undefined, detail);
}

function judgeDelays(sample: Sample, { options }: Observations): Outcome {
  const delays = options.direct ? delaysBehindProxy(sample) : delaysAfterTrigger(sample);
  if (delays.length === 0) {
    return sample.firings.length > 0
      ? failed('No event came although the trigger succeeded.')
      : skipped('No event came while the kit listened. Make some with --trigger or --command.');
  }
  if (!options.direct && !options.trigger) {
    return skipped('Only with --trigger, --command or --through: when did the events happen?');
  }
  const missing = delays.filter((delay) => delay === undefined).length;
  if (missing > 0) return failed(`${missing} of ${delays.length} events did not come in time.`);
  const most = Math.max(0, ...delays.filter((delay) => delay !== undefined));
  const detail = `The slowest of ${delays.length} events came ${inMs(most)} ${
    options.direct ? 'after it had come without the proxy' : 'after the trigger was done'
  }.`;
  return failedIf(most > options.delayMs ? detail : undefined, detail);
}

/** Milliseconds by which each event came later than on the direct stream; undefined: never. */
function delaysBehindProxy({ stream, reference, start }: Sample): (number | undefined)[] {
  const unused = [...stream.log.messages];
  return reference.log.messages.slice(start).map((message) => {
    const index = unused.findIndex(
      ({ event, data }) => event === message.event && data === message.data,
    );
    if (index < 0) return undefined;
    const [found] = unused.splice(0, index + 1).slice(-1);
    return found && found.at - message.at;
  });
}

function delaysAfterTrigger({ firings, stream, start }: Sample): (number | undefined)[] {
  const { messages } = stream.log;
  if (firings.length === 0) return messages.slice(start).map(() => 0);
  return firings.map(({ at, before }, index) => {
    // An event that was late is counted by the firing that waited for it in vain.
    const message = messages[Math.max(before, start + index)];
    return message && Math.max(0, message.at - at);
  });
}

/** Undefined when there is no stream. */
function orMissing<Result>(result: Promise<Result>): Promise<Result | undefined> {
  return result.catch((error: unknown) => {
    if (error instanceof NoStream) return undefined;
    throw error;
  });
}
