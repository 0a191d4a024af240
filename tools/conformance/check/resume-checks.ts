import { StreamConnection } from '../http/stream-connection.js';
import type { Observations } from '../observe/observations.js';
import type { Resumption } from '../observe/resumption.js';
import { historyOf } from '../observe/sample.js';
import type { Message } from '../parse/stream-log.js';
import { failed, failedIf, passed, skipped, type Check, type Outcome } from './check.js';
import { clauses } from './clauses.js';

/** What a client gets that comes back. */
export const resumeChecks: readonly Check[] = [
  {
    id: 'resume-loss',
    title: 'A client that reconnects gets every event after its last one, in order',
    level: 'required',
    why: 'Every connection breaks at some time. If the events after Last-Event-ID do not follow, the client has a state that never was, and does not know it.',
    clause: clauses.lastEventId,
    run: onResumptions(findLoss),
  },
  {
    id: 'resume-repeat',
    title: 'A client that reconnects gets no event again',
    level: 'required',
    why: 'An event that comes twice is counted twice by a client that adds up, and shown twice by one that lists.',
    clause: clauses.lastEventId,
    run: onResumptions(findRepeat),
  },
  {
    id: 'resume-away',
    title: 'Events that happen without a connection are not lost',
    level: 'required',
    why: 'A phone in a tunnel has no connection for a minute. A server that sends only to open connections never sends it those events.',
    clause: clauses.lastEventId,
    run: async (seen) => judgeOne(seen, () => seen.absence()),
  },
  {
    id: 'resume-mid-message',
    title: 'A message that was cut in the middle comes again, whole',
    level: 'required',
    why: 'A client discards a message without its empty line. A server that takes what it has written for delivered never sends that message again.',
    clause: clauses.interpreting,
    run: async (seen) => judgeOne(seen, () => seen.cutMessage()),
  },
  {
    id: 'unknown-id',
    title: 'An id that the server does not know is answered with a stream',
    level: 'required',
    why: 'After a restore of the database, or when the history is trimmed, clients come with ids of before. A browser that gets an error then never connects again.',
    clause: clauses.processing,
    run: async (seen) => {
      const { target, timeoutMs } = seen.options;
      const lastEventId = 'conformance-unknown-0';
      const stream = await StreamConnection.open(target, { timeoutMs, lastEventId });
      stream.close();
      const detail = `The status was ${stream.status}.`;
      return stream.isStream ? passed(detail) : failed(detail);
    },
  },
];

/** Why there is nothing to resume; undefined when there is. */
async function obstacle(seen: Observations): Promise<string | undefined> {
  const sample = await seen.sample();
  if (sample.reference.log.messages.length === 0) {
    return 'No event came. Make some with --trigger or --command.';
  }
  const history = historyOf(sample);
  if (history.length === 0) return 'The events have no ids.';
  if (history.length === 1) return 'Only one event with an id came.';
  return sample.reference.hasEnded ? 'The server ended the stream before.' : undefined;
}

function onResumptions(find: (resumption: Resumption) => string | undefined) {
  return async (seen: Observations): Promise<Outcome> => {
    const reason = await obstacle(seen);
    if (reason !== undefined) return skipped(reason);
    const resumptions = await seen.resumptions();
    const complaint = resumptions.map(find).find((text) => text !== undefined);
    return failedIf(complaint, `Reconnected ${resumptions.map(({ cut }) => cut).join('; ')}.`);
  };
}

async function judgeOne(
  seen: Observations,
  observe: () => Promise<Resumption | undefined>,
): Promise<Outcome> {
  const reason = await obstacle(seen);
  if (reason !== undefined) return skipped(reason);
  const resumption = await observe();
  if (!resumption) return skipped('No further event happened.');
  return failedIf(
    findLoss(resumption),
    `After ${JSON.stringify(resumption.lastEventId)} came: ${idsOf(resumption.received).join(', ')}.`,
  );
}

const idsOf = (messages: readonly Message[]): string[] => messages.map(({ id }) => id);

function findLoss({ cut, status, ...read }: Resumption): string | undefined {
  if (status !== 200) return `Cut ${cut}: the status was ${status}.`;
  const [expected, received] = [idsOf(read.expected), idsOf(read.received)];
  const lost = expected.filter((id) => !received.includes(id));
  if (lost.length > 0) {
    return `Cut ${cut}: ${lost.length} of ${expected.length} events did not come, the first ${JSON.stringify(lost[0])}.`;
  }
  const order = received.filter((id) => expected.includes(id));
  const isOrdered = expected.every((id, index) => order[index] === id);
  return isOrdered ? undefined : `Cut ${cut}: the events came in another order.`;
}

function findRepeat({ cut, ...read }: Resumption): string | undefined {
  const [expected, received] = [idsOf(read.expected), idsOf(read.received)];
  const extra = received.find(
    (id, index) => received.indexOf(id) !== index || !expected.includes(id),
  );
  return extra === undefined
    ? undefined
    : `Cut ${cut}: ${JSON.stringify(extra)} came again, or is no event after the cut.`;
}
