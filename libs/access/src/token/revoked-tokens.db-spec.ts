import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Transactions, createDataSource, dataSourceOptions } from '#database';
import { createTestDatabase, until, type TestDatabase } from '#testing';
import { RevokedToken } from './revoked-token.entity.js';
import { RevocationTable } from './revocation-table.js';
import { RevokedTokens } from './revoked-tokens.js';
import { TokenRevocation } from './token-revocation.js';

const LATER = new Date(Date.now() + 3_600_000);
const LONG_AGO = new Date(Date.now() - 48 * 3_600_000);

let database: TestDatabase;
let dataSource: DataSource;
let transactions: Transactions;

beforeAll(async () => {
  database = await createTestDatabase();
  const options = { url: database.url, entities: [RevokedToken] };
  dataSource = await createDataSource(dataSourceOptions(options));
  transactions = new Transactions(dataSource);
});

afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

beforeEach(() => dataSource.query('DELETE FROM revoked_token'));

/** The revoked tokens of one process. */
class Process extends RevokedTokens {
  readonly revoke: TokenRevocation['revoke'];

  constructor(maxKnown?: number) {
    const table = new RevocationTable(transactions);
    super(table, maxKnown);
    const revocation = new TokenRevocation(table, this);
    this.revoke = revocation.revoke.bind(revocation);
  }
}

async function startProcess(maxKnown?: number): Promise<Process> {
  const process = new Process(maxKnown);
  await process.onModuleInit();
  return process;
}

describe('RevokedTokens', () => {
  it('knows a revoked token at once, and in every process that starts later', async () => {
    const local = await startProcess();
    let additions = 0;
    const subscription = local.added$.subscribe(() => additions++);
    for (let time = 0; time < 2; time++) await local.revoke({ tokenId: 'a', expiresAt: LATER });
    expect(local.has('a')).toBe(true);
    expect(local.has('b')).toBe(false);
    expect(additions).toBe(1);
    const later = await startProcess();
    expect(later.has('a')).toBe(true);
    subscription.unsubscribe();
    for (const each of [local, later]) each.onApplicationShutdown();
  });

  it('other processes know a revoked token within 5 s of a fast or slow commit', async () => {
    const [local, remote] = [await startProcess(), await startProcess()];
    const slow = dataSource.createQueryRunner();
    await slow.startTransaction();
    await slow.query(`INSERT INTO revoked_token VALUES ('slow', $1, clock_timestamp())`, [LATER]);
    await local.revoke({ tokenId: 'quick', expiresAt: LATER });
    await until('the quick revocation is known', () => remote.has('quick'));
    expect(remote.has('slow')).toBe(false);
    await slow.commitTransaction();
    await slow.release();
    await until('the slow revocation is known', () => remote.has('slow') && local.has('slow'));
    for (const each of [local, remote]) each.onApplicationShutdown();
  });

  it('forgets a revoked token after its expiry', async () => {
    const local = await startProcess();
    await local.revoke({ tokenId: 'old', expiresAt: LONG_AGO });
    await local.revoke({ tokenId: 'new', expiresAt: LATER });
    local.sweep();
    expect([local.has('old'), local.has('new')]).toEqual([false, true]);
    local.onApplicationShutdown();
  });

  it('memory keeps a bounded number of revocations, and the database answers for the others', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `token ${index}`);
    const local = await startProcess(8);
    for (const tokenId of ids) await local.revoke({ tokenId, expiresAt: LATER });
    const restarted = await startProcess(8);
    for (const process of [local, restarted]) {
      expect(ids.filter((id) => process.has(id)).length).toBeLessThanOrEqual(8);
      expect(process.has('token 29')).toBe(true);
      expect(process.forgettings).toBeGreaterThan(0);
      const isRevoked = await Promise.all(ids.map((id) => process.isRevoked(id)));
      expect(isRevoked).toEqual(ids.map(() => true));
      expect(await process.isRevoked('another')).toBe(false);
      process.onApplicationShutdown();
    }
  });
});
