import { describe, expect, it } from '@jest/globals';
import { describeError, describeValue, summarizeError } from './error-description.js';

const TOKEN = `eyJhbGciOiJIUzI1NiJ9.${'a1'.repeat(40)}.${'b2'.repeat(20)}`;
const PIN = '4711';
const SHARE_TOKEN = 'q7Zr0n3vX1sT5uW9yB2dF4hJ6kL8mN0pQ3rS5tU7vW9';
const SECRETS = [TOKEN, PIN, SHARE_TOKEN, 'hunter2'];

/** The members that pg and TypeORM give an error of a refused row. */
const refusedRow = () =>
  Object.assign(new Error('duplicate key value violates unique constraint "trip_pkey"'), {
    name: 'QueryFailedError',
    query: `INSERT INTO idempotent_answer (answer) VALUES ('${TOKEN}')`,
    parameters: [{ token: TOKEN, pin: PIN }],
    driverError: { detail: `Key (token)=(${TOKEN}) already exists.` },
    detail: `Failing row contains (${PIN}, ${SHARE_TOKEN}).`,
    where: `COPY trip, line 1: "${PIN}"`,
    hint: TOKEN,
    code: '23505',
    table: 'trip',
    constraint: 'trip_pkey',
    routine: '_bt_check_unique',
  });

const expectNoSecret = (text: string) => {
  for (const secret of SECRETS) expect(text).not.toContain(secret);
};

describe('describeError', () => {
  it('keeps the names of a refused row, and none of its values', () => {
    const description = describeError(refusedRow());
    expectNoSecret(JSON.stringify(description));
    expect(description).toEqual({
      type: 'QueryFailedError',
      message: 'duplicate key value violates unique constraint "trip_pkey"',
      code: '23505',
      table: 'trip',
      constraint: 'trip_pkey',
      routine: '_bt_check_unique',
      stack: expect.stringMatching(/^\s+at /),
    });
  });

  it.each(['22P02', 'P0001', '22023', '21000'])(
    'withholds the message of SQLSTATE %s, which may quote a value, also in the stack',
    (code) => {
      const error = Object.assign(new Error(`invalid input:\n    at "${PIN}"`), { code });
      const description = describeError(error);
      expectNoSecret(JSON.stringify(description));
      expect(description.message).toContain(code);
      expect(description.stack).toMatch(/error-description\.spec/);
    },
  );

  it.each(['53100', '57P01', '40P01', '42501', 'XX001', 'ECONNREFUSED'])(
    'keeps the message of %s, which names objects and states of the server',
    (code) => {
      const error = Object.assign(new Error('could not extend file'), { code });
      expect(describeError(error).message).toBe('could not extend file');
    },
  );

  it('withholds the part of a JSON text that V8 quotes', () => {
    let error: unknown;
    try {
      JSON.parse(`{"pin":"${PIN}",`);
      JSON.parse(`${PIN}{`);
    } catch (caught) {
      error = caught;
    }
    expectNoSecret(JSON.stringify(describeError(error)));
  });

  it('describes causes and the first few errors of an AggregateError in the same way', () => {
    const causes = Array.from({ length: 9 }, refusedRow);
    const error = new Error('outer', { cause: new AggregateError(causes, 'all failed') });
    const { cause } = describeError(error);
    expectNoSecret(JSON.stringify(cause));
    expect(cause?.errors).toHaveLength(5);
    expect(cause?.errors?.[0]?.code).toBe('23505');
  });

  it('ends for an error that is its own cause', () => {
    const error = new Error('round');
    error.cause = error;
    expect(JSON.stringify(describeError(error)).length).toBeLessThan(100_000);
  });

  it('keeps a name or a code only if it is an identifier', () => {
    const error = Object.assign(new Error('x'), { name: `Bearer ${TOKEN}`, code: `a ${PIN}` });
    expect(describeError(error)).toMatchObject({ type: 'Error', message: 'x' });
    expect(describeError(error).code).toBeUndefined();
  });
});

describe('summarizeError', () => {
  it('writes one line with the class and the message', () => {
    expect(summarizeError(new TypeError('No.'))).toBe('TypeError: No.');
    expect(summarizeError('a text')).toBe('string: a text');
  });
});

describe('describeValue', () => {
  it('names the class of an object and none of its members', () => {
    expect(describeValue({ token: TOKEN })).toBe('[Object]');
    expect(describeValue([PIN])).toBe('[Array]');
    expect(describeValue(Object.create(null))).toBe('[object]');
    expect(describeValue(undefined)).toBe('undefined');
  });
});

describe('redactText', () => {
  it.each([
    `The token ${TOKEN} was refused`,
    `the header ${TOKEN.slice(0, 60)} was cut`,
    `Authorization: Bearer ${SHARE_TOKEN}`,
    `"authorization":"${SHARE_TOKEN}"`,
    `GET /v1/trips/1/stream?after=1&share=${SHARE_TOKEN} failed`,
    `GET /s/${SHARE_TOKEN} failed`,
    `GET /v1/shares/${SHARE_TOKEN} failed`,
    `cookie: tripstream_rider=${SHARE_TOKEN}; other=1`,
    `tripstream_ops=${SHARE_TOKEN}; Path=/`,
    'connect to postgres://trip:hunter2@host:5432/trip failed',
    'connect to postgres://trip:hunter2@x@host/trip?sslmode=require failed',
    `Idempotency-Key: ${SHARE_TOKEN}`,
    `{ pin: '${PIN}' }`,
    `{"pin":"${PIN}","token":"${SHARE_TOKEN}"}`,
    'password=hunter2 host=db',
  ])('hides the secret in: %s', (text) => {
    expectNoSecret(describeValue(text));
  });

  it.each([
    'Tripstream listens on http://127.0.0.1:3000',
    'Deleted expired rows in 12 ms: 3 of share_link',
    'No partition for 2026-11-28: QueryFailedError: canceling statement due to lock timeout',
    'Key (/work/tripstream/dist/libs/platform/src/log/error-description.js:12:34)',
  ])('leaves a line without a secret as it is: %s', (text) => {
    expect(describeValue(text)).toBe(text);
  });
});
