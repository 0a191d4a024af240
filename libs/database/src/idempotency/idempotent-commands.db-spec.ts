import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '#testing';
import { CommandAdmission } from '../admission/command-admission.js';
import { createDataSource } from '../create-data-source.js';
import { dataSourceOptions } from '../data-source-options.js';
import type { Transaction } from '../transaction/transaction.js';
import { Transactions } from '../transaction/transactions.js';
import type { Command } from './command.js';
import { IdempotentAnswer } from './idempotent-answer.entity.js';
import { IdempotentCommands } from './idempotent-commands.js';

let database: TestDatabase;
let dataSource: DataSource;
let commands: IdempotentCommands;

beforeAll(async () => {
  database = await createTestDatabase();
  const options = { url: database.url, entities: [IdempotentAnswer], poolSize: 10 };
  dataSource = await createDataSource(dataSourceOptions(options));
  commands = new IdempotentCommands(new Transactions(dataSource), new CommandAdmission());
  await dataSource.query('CREATE TABLE effect (name text NOT NULL)');
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

const aCommand = (overrides: Partial<Command> = {}): Command => ({
  userId: 'ada',
  isAnonymous: false,
  row: null,
  method: 'POST',
  path: '/v1/trips',
  key: randomUUID(),
  body: { pickup: 1, dropoff: 2 },
  ...overrides,
});

/** Inserts one row, and returns a random id that a second run can't return. */
const work = (name: string) => async (tx: Transaction) => {
  await tx.query('INSERT INTO effect VALUES ($1)', [name]);
  return { id: randomUUID(), name };
};

async function effects(name: string): Promise<number> {
  const [row] = await dataSource.query('SELECT count(*)::int AS n FROM effect WHERE name = $1', [
    name,
  ]);
  return row.n as number;
}

describe('a command with an Idempotency-Key', () => {
  it('a command sent again has one effect and the same answer, marked as replayed', async () => {
    const command = aCommand();
    const first = await commands.execute(command, work('again'));
    const second = await commands.execute(command, work('again'));
    expect(second).toEqual({ body: first.body, replayed: true });
    expect(first.replayed).toBe(false);
    expect(await effects('again')).toBe(1);
  });

  it('a retry whose body has its members in another order is the same command', async () => {
    const key = randomUUID();
    const one = { a: 1, b: { c: [1, { d: 2, e: 3 }] } };
    const same = { b: { c: [1, { e: 3, d: 2 }] }, a: 1 };
    await commands.execute(aCommand({ key, body: one }), work('order'));
    const retry = await commands.execute(aCommand({ key, body: same }), work('order'));
    expect(retry.replayed).toBe(true);
  });

  it.each([
    ['another value', { a: 1, b: [1, 3] }],
    ['another order of a list', { a: 1, b: [2, 1] }],
    ['a further member', { a: 1, b: [1, 2], c: null }],
    ['no body', undefined],
  ])('a key sent again with %s is refused as IDEMPOTENCY_KEY_REUSED', async (_difference, body) => {
    const key = randomUUID();
    await commands.execute(aCommand({ key, body: { a: 1, b: [1, 2] } }), work('first'));
    const reused = commands.execute(aCommand({ key, body }), work('reused'));
    await expect(reused).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await effects('reused')).toBe(0);
  });

  it('a command sent fifty times at once has exactly one effect', async () => {
    const command = aCommand();
    const all = await Promise.allSettled(
      Array.from({ length: 50 }, () => commands.execute(command, work('fifty'))),
    );
    const answers = all.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const refusals = all.flatMap((result) =>
      result.status === 'rejected' ? [(result.reason as { code: string }).code] : [],
    );

    expect(await effects('fifty')).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(refusals.filter((code) => code !== 'IDEMPOTENCY_IN_FLIGHT')).toEqual([]);
  });

  it('a retry while the first run is under way is refused at once as IDEMPOTENCY_IN_FLIGHT', async () => {
    const command = aCommand();
    let isRunning: () => void = () => undefined;
    let finish: () => void = () => undefined;
    const running = new Promise<void>((resolve) => (isRunning = resolve));
    const mayFinish = new Promise<void>((resolve) => (finish = resolve));
    const first = commands.execute(command, async (tx) => {
      isRunning();
      await mayFinish;
      return work('first of two')(tx);
    });
    await running;
    const second = commands.execute(command, work('second'));
    await expect(second).rejects.toMatchObject({ code: 'IDEMPOTENCY_IN_FLIGHT' });
    finish();
    expect((await first).replayed).toBe(false);
    expect(await effects('second')).toBe(0);
  });

  it('a retry of a failed command runs again', async () => {
    const command = aCommand();
    const failing = commands.execute(command, async (tx) => {
      await work('failing')(tx);
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    const retry = await commands.execute(command, work('failing'));
    expect(retry.replayed).toBe(false);
    expect(await effects('failing')).toBe(1);
  });

  it.each([
    ['user', { userId: 'bob' }],
    ['method', { method: 'DELETE' }],
    ['path', { path: '/v1/quotes' }],
  ])('a key with another %s belongs to another command', async (name, other) => {
    const command = aCommand();
    await commands.execute(command, work(name));
    const stranger = await commands.execute({ ...command, ...other }, work(name));
    expect(stranger.replayed).toBe(false);
    expect(await effects(name)).toBe(2);
  });

  it('an empty answer is replayed as an empty answer', async () => {
    const command = aCommand();
    await commands.execute(command, () => Promise.resolve(null));
    const retry = await commands.execute(command, work('never'));
    expect(retry).toEqual({ body: null, replayed: true });
  });
});

describe('a command without a key', () => {
  it('a command without a key runs each time', async () => {
    const command = aCommand({ key: null });
    await commands.execute(command, work('no key'));
    expect((await commands.execute(command, work('no key'))).replayed).toBe(false);
    expect(await effects('no key')).toBe(2);
  });
});
