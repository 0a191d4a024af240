import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresHarness } from '../test/embedded-postgres-harness.js';
import { FolderInUseError } from './owner-lock.js';

/** These tests simulate no power cut, so the writes needn't reach the disk. */
const NO_FSYNC = { settings: { fsync: 'off' } };

let harness: EmbeddedPostgresHarness;

beforeEach(() => {
  harness = new EmbeddedPostgresHarness();
});

afterEach(() => harness.remove());

const linuxRoot = process.getuid?.() === 0 && process.platform === 'linux';
const ROOT_ONLY = linuxRoot ? '' : 'left out, needs root on Linux: ';

describe('deleting the data folder', () => {
  it('a start in a deleted and recreated folder begins with an empty database', () =>
    expectDeleted());

  (linuxRoot ? describe : describe.skip)(
    `${ROOT_ONLY}of root, below a folder only root can enter`,
    () => {
      beforeEach(() => chmodSync(harness.parent, 0o700));

      it('a start after the deletion of DATA_DIR ignores the relocated data', () =>
        expectDeleted());

      it('the relocated data is deleted when DATA_DIR was deleted while Postgres ran', async () => {
        const postgres = await harness.start(NO_FSYNC);
        const { box } = JSON.parse(
          readFileSync(join(harness.dataDir, 'postgres.location'), 'utf8'),
        ) as {
          box: string;
        };
        rmSync(harness.dataDir, { recursive: true });
        await expect(harness.start(NO_FSYNC)).rejects.toThrow(FolderInUseError);
        await postgres.stop();
        expect(existsSync(box)).toBe(false);
      });

      it('relocated data survives stop and start', async () => {
        const first = await harness.start(NO_FSYNC);
        await harness.query(first.url, `CREATE TABLE kept AS SELECT 'yes' AS answer`);
        await first.stop();
        const second = await harness.start(NO_FSYNC);
        expect(await harness.query(second.url, 'SELECT answer FROM kept')).toEqual([
          { answer: 'yes' },
        ]);
      });

      afterEach(async () => {
        await harness.stopAll();
        const pointer = join(harness.dataDir, 'postgres.location');
        if (!existsSync(pointer)) return;
        const { box } = JSON.parse(readFileSync(pointer, 'utf8')) as { box: string };
        rmSync(box, { recursive: true, force: true });
      });
    },
  );
});

async function expectDeleted(): Promise<void> {
  const first = await harness.start(NO_FSYNC);
  await harness.query(first.url, 'CREATE TABLE doomed ()');
  await first.stop();
  rmSync(harness.dataDir, { recursive: true });
  mkdirSync(harness.dataDir);
  const second = await harness.start(NO_FSYNC);
  expect(await harness.query(second.url, `SELECT to_regclass('doomed') AS found`)).toEqual([
    { found: null },
  ]);
}
