import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresHarness } from '../test/embedded-postgres-harness.js';
import { FolderInUseError } from './owner-lock.js';

/** Nobody pulls the plug here: nothing has to be on the disk. */
const HASTY = { settings: { fsync: 'off' } };

let home: EmbeddedPostgresHarness;

beforeEach(() => {
  home = new EmbeddedPostgresHarness();
});

afterEach(() => home.remove());

const linuxRoot = process.getuid?.() === 0 && process.platform === 'linux';
const ROOT_ONLY = linuxRoot ? '' : 'left out, needs root on Linux: ';

describe('deleting the data folder', () => {
  it('deletes the data', () => expectDeleted());

  (linuxRoot ? describe : describe.skip)(
    `${ROOT_ONLY}of root, below a folder only root can enter`,
    () => {
      beforeEach(() => chmodSync(home.parent, 0o700));

      it('deletes the data, though it lives elsewhere', () => expectDeleted());

      it('deletes the data at once when it is deleted while Postgres runs', async () => {
        const postgres = await home.start(HASTY);
        const { box } = JSON.parse(
          readFileSync(join(home.dataDir, 'postgres.location'), 'utf8'),
        ) as {
          box: string;
        };
        rmSync(home.dataDir, { recursive: true });
        await expect(home.start(HASTY)).rejects.toThrow(FolderInUseError);
        await postgres.stop();
        expect(existsSync(box)).toBe(false);
      });

      it('is what data elsewhere waits for: it survives stop and start', async () => {
        const first = await home.start(HASTY);
        await home.query(first.url, `CREATE TABLE kept AS SELECT 'yes' AS answer`);
        await first.stop();
        const second = await home.start(HASTY);
        expect(await home.query(second.url, 'SELECT answer FROM kept')).toEqual([
          { answer: 'yes' },
        ]);
      });

      afterEach(async () => {
        await home.stopAll();
        const pointer = join(home.dataDir, 'postgres.location');
        if (!existsSync(pointer)) return;
        const { box } = JSON.parse(readFileSync(pointer, 'utf8')) as { box: string };
        rmSync(box, { recursive: true, force: true });
      });
    },
  );
});

async function expectDeleted(): Promise<void> {
  const first = await home.start(HASTY);
  await home.query(first.url, 'CREATE TABLE doomed ()');
  await first.stop();
  rmSync(home.dataDir, { recursive: true });
  mkdirSync(home.dataDir);
  const second = await home.start(HASTY);
  expect(await home.query(second.url, `SELECT to_regclass('doomed') AS found`)).toEqual([
    { found: null },
  ]);
}
