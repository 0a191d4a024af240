import { historyOf } from '../observe/sample.js';
import type { Observations } from '../observe/observations.js';
import type { Message } from '../parse/stream-log.js';
import { failed, failedIf, passed, skipped, type Check, type Outcome } from './check.js';
import { clauses } from './clauses.js';

/** Servers and proxies bound the size of all headers of a request to 8 KB or more. */
const MAX_ID_BYTES = 1024;
const ID_FIELD = /^id: ?(.*)$/gm;

const NO_EVENTS = 'No event came. Make some with --trigger or --command.';
const NO_IDS = 'The events have no ids.';

/** Runs a check on the ids of the stream, if it has some. */
const onIds =
  (judge: (ids: readonly string[], messages: readonly Message[]) => Outcome) =>
  async (seen: Observations): Promise<Outcome> => {
    const { stream } = await seen.sample();
    const { messages } = stream.log;
    if (messages.length === 0) return skipped(NO_EVENTS);
    const text = stream.bytes.toString('utf8').replace(/\r\n?/g, '\n');
    const ids = [...text.matchAll(ID_FIELD)].map(([, id = '']) => id);
    return ids.length === 0 ? skipped(NO_IDS) : judge(ids, messages);
  };

/** The ids of the messages, which are the cursors of clients. */
export const idChecks: readonly Check[] = [
  {
    id: 'ids',
    title: 'Events have ids',
    level: 'required',
    why: 'A client presents the last id when it reconnects. Without one the server can not know what the client has missed.',
    clause: clauses.lastEventId,
    run: async (seen) => {
      const sample = await seen.sample();
      const count = sample.stream.log.messages.length;
      if (count === 0) return skipped(NO_EVENTS);
      const withId = historyOf({ ...sample, reference: sample.stream, start: 0 }).length;
      return withId > 0 ? passed(`${withId} of ${count} messages set one.`) : failed(NO_IDS);
    },
  },
  {
    id: 'id-characters',
    title: 'No id has NUL, control characters, or spaces at its ends',
    level: 'required',
    why: 'Clients ignore an id with NUL. Control characters are not valid in the Last-Event-ID header, and spaces at the ends of its value are removed, so another id comes back.',
    clause: `${clauses.interpreting}; ${clauses.fieldValues}`,
    run: onIds((ids) => {
      // eslint-disable-next-line no-control-regex -- control characters are what is looked for
      const bad = ids.find((id) => /[\u0000-\u001f\u007f]|^\s|\s$/.test(id));
      return failedIf(bad && `The id ${JSON.stringify(bad)}.`, `${ids.length} ids.`);
    }),
  },
  {
    id: 'id-header',
    title: 'Ids are short ASCII texts',
    level: 'recommended',
    why: 'Browsers send other characters as UTF-8, many servers read headers as Latin-1, and some clients refuse them. A long id exceeds the limits of proxies for headers.',
    clause: `${clauses.lastEventId}; ${clauses.fieldValues}`,
    run: onIds((ids) => {
      const bad = ids.find((id) => /[^\u0020-\u007e]/.test(id) || id.length > MAX_ID_BYTES);
      return failedIf(
        bad && `The id ${JSON.stringify(bad.slice(0, 80))}.`,
        `The longest has ${Math.max(...ids.map((id) => id.length))} characters.`,
      );
    }),
  },
  {
    id: 'id-unique',
    title: 'No id comes back after another one',
    level: 'required',
    why: 'An id names a position. If it names two, the server resumes at the wrong one, and events are lost or come twice.',
    clause: clauses.lastEventId,
    run: async (seen) => {
      const own = await onIds(judgeUniqueness)(seen);
      if (own.kind !== 'passed') return own;
      const conflict = (await seen.resumptions()).flatMap(conflictsOf).at(0);
      return failedIf(conflict, own.detail);
    },
  },
];

function judgeUniqueness(_ids: readonly string[], messages: readonly Message[]): Outcome {
  const moved = messages.filter(({ movesCursor }) => movesCursor).map(({ id }) => id);
  const twice = moved.find((id, index) => moved.indexOf(id) !== index);
  if (twice !== undefined) return failed(`The id ${JSON.stringify(twice)} came back.`);
  if (moved.length === 1 && messages.length > 2) {
    return failed(`All ${messages.length} messages have the id ${JSON.stringify(moved[0])}.`);
  }
  return passed(`${moved.length} different ids in ${messages.length} messages.`);
}

/** The same id for two messages: in the uninterrupted stream, and after a reconnect. */
function conflictsOf({
  expected,
  received,
}: {
  expected: readonly Message[];
  received: readonly Message[];
}): string[] {
  return received.flatMap((message) => {
    const other = expected.find(({ id }) => id === message.id);
    const isSame = !other || (other.event === message.event && other.data === message.data);
    return isSame ? [] : [`The id ${JSON.stringify(message.id)} named two different messages.`];
  });
}
