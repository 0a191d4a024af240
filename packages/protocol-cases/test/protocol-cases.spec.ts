import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readdirSync, readFileSync } from 'node:fs';
import { judge, readParsingCases, readStreamCases, type Observed } from '../src/index.js';

const root = new URL('../', import.meta.url);
const readJson = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8')) as object;
const files = readdirSync(new URL('cases/streams/', root)).map((file) => `streams/${file}`);

describe('the files of the protocol cases', () => {
  it.each(['parsing.json', ...files])('the file %s is valid by its schema', (file) => {
    const name = file === 'parsing.json' ? 'parsing' : 'streams';
    const ajv = new Ajv2020({ allErrors: true, strict: false });
    const validate = ajv.compile(readJson(`schema/${name}.schema.json`));
    validate(readJson(`cases/${file}`));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('each case has a name and a title of its own', () => {
    const all = [...readParsingCases(), ...readStreamCases()];
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
  });

  it.each(readStreamCases().map((one) => [one.name, one] as const))(
    'the case %s ends with a response after which the client must not come back',
    (_name, { exchanges, expected }) => {
      const { response } = exchanges.at(-1)!;
      const text = (response.body ?? []).map((part) => part.text).join('');
      const isLast =
        response.status! >= 400 ||
        response.status === 204 ||
        /event: stream\.closing[\s\S]*"reconnect":false/.test(text);
      expect(isLast).toBe(true);
      expect(expected.end.state).toBe(response.status! >= 400 ? 'refused' : 'ended');
    },
  );
});

/** What a client did that passes the case `duplicates`. */
function passing(): Observed {
  const event = (seq: number) => ({
    kind: 'event' as const,
    cursor: `e-${seq}`,
    data: { id: `event-${seq}`, type: 'trip.requested' },
  });
  const request = { accept: 'text/event-stream', authorization: 'Bearer token-1' };
  return {
    requests: [request, { ...request, lastEventId: 'e-4', waitMs: 1_200 }],
    delivered: [
      { kind: 'snapshot', cursor: 'e-2', data: { trip: null } },
      event(3),
      event(4),
      event(5),
    ],
    end: { state: 'ended', reason: 'end' },
  };
}

describe('the judge', () => {
  const duplicates = readStreamCases().find(({ name }) => name === 'duplicates')!;
  const problemsAfter = (change: (observed: Observed) => void): string[] => {
    const observed = passing();
    change(observed);
    return judge(duplicates, observed);
  };

  it('the judge has no problem with a client that follows the case', () => {
    expect(judge(duplicates, passing())).toEqual([]);
  });

  it.each<[string, RegExp, (observed: Observed) => void]>([
    ['a request that was not sent', /request 2 was not sent/, (o) => o.requests.pop()],
    ['a request too many', /3 requests/, (o) => o.requests.push(o.requests[1]!)],
    ['another cursor', /presents the cursor "e-3"/, (o) => (o.requests[1]!.lastEventId = 'e-3')],
    ['two cursors that differ', /two cursors/, (o) => (o.requests[1]!.cursorParameter = 'e-3')],
    ['another media type', /accepts "text\/plain"/, (o) => (o.requests[0]!.accept = 'text/plain')],
    ['a foreign token', /no token/, (o) => (o.requests[0]!.authorization = 'Bearer x')],
    ['a duplicate', /5 messages/, (o) => o.delivered.push(o.delivered[3]!)],
    ['a missing event', /message 4 is undefined/, (o) => o.delivered.pop()],
    ['events out of order', /message 2/, (o) => o.delivered.splice(1, 1)],
    ['a stream that did not end', /end\.state/, (o) => (o.end = undefined)],
  ])('the judge reports %s', (_what, problem, change) => {
    expect(problemsAfter(change).join('\n')).toMatch(problem);
  });

  it('the judge reports a wait that is too short or too long, and a token that was not renewed', () => {
    const expired = readStreamCases().find(({ name }) => name === 'token-refused-for-good')!;
    const request = { accept: 'text/event-stream', authorization: 'Bearer token-1', waitMs: 1 };
    const requests = [request, request, { ...request, waitMs: 60_000 }];
    const problems = judge(expired, { requests, delivered: [], end: undefined }).join('\n');
    expect(problems).toMatch(/the wait before request 2 is 1 ms, less than 100/);
    expect(problems).toMatch(/the wait before request 3 is 60000 ms, more than/);
    expect(problems).toMatch(/request 2 carries the token of the request before/);
  });
});
