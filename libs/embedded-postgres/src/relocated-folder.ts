import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { stopPostmaster } from './orphaned-postmaster.js';
import { OwnerLock } from './owner-lock.js';

/** Reachable for every account, kept across reboots, on Linux and macOS. */
const RELOCATION_ROOT = '/var/lib/tripstream';

interface Pointer {
  box: string;
  token: string;
}

/**
 * Root's data outside of DATA_DIR. The two are one: a pointer in DATA_DIR and a box in
 * /var/lib/tripstream carry the same token. Deleting DATA_DIR deletes the pointer, and
 * a box without its pointer is deleted at the next start, never brought back to life.
 * A box is locked by its owner as well, because the lock in DATA_DIR goes with it.
 */
export class RelocatedFolder {
  private constructor(
    private readonly dataDir: string,
    private readonly pointer: Pointer,
    private readonly lock: OwnerLock,
  ) {}

  get path(): string {
    return join(this.pointer.box, 'postgres');
  }

  static isPointedTo(dataDir: string): boolean {
    return existsSync(pointerFile(dataDir));
  }

  /** The home DATA_DIR points to; undefined without a pointer. */
  static follow(dataDir: string): RelocatedFolder | undefined {
    const pointer = readPointer(dataDir);
    if (!pointer) return undefined;
    if (!existsSync(join(pointer.box, 'postgres')) || readToken(pointer.box) !== pointer.token) {
      throw new Error(
        `The data of ${dataDir} was kept in ${pointer.box} and is gone from there. Bring it back, or delete ${dataDir} to begin anew.`,
      );
    }
    return new RelocatedFolder(dataDir, pointer, OwnerLock.acquire(pointer.box));
  }

  /** Deletes what a deleted DATA_DIR, or a first start that was killed, left on the shelf. */
  static async deleteOrphaned(dataDir: string): Promise<void> {
    const box = boxOf(dataDir);
    if (!existsSync(box)) return;
    const lock = OwnerLock.acquire(box);
    await stopPostmaster(join(box, 'postgres', 'cluster'));
    rmSync(join(box, 'postgres'), { recursive: true, force: true });
    lock.release();
  }

  /** The pointer comes last: until it is there, the box counts as forgotten. */
  static create(dataDir: string, makeHome: (path: string) => boolean): RelocatedFolder {
    const pointer = { box: boxOf(dataDir), token: randomUUID() };
    mkdirSync(pointer.box, { recursive: true, mode: 0o755 });
    const lock = OwnerLock.acquire(pointer.box);
    if (!makeHome(join(pointer.box, 'postgres'))) {
      lock.release();
      throw new Error(
        `Postgres can't run as root, and its account can reach neither ${dataDir} nor ${RELOCATION_ROOT}. Set DATA_DIR to a folder it can reach, or DATABASE_URL.`,
      );
    }
    writeFileSync(join(pointer.box, 'token'), pointer.token);
    writeFileSync(`${pointerFile(dataDir)}.draft`, JSON.stringify(pointer));
    renameSync(`${pointerFile(dataDir)}.draft`, pointerFile(dataDir));
    return new RelocatedFolder(dataDir, pointer, lock);
  }

  /** Called when Postgres has ended. Deletes the box if DATA_DIR was deleted while it ran. */
  close(): void {
    if (readPointer(this.dataDir)?.token === this.pointer.token) return this.lock.release();
    rmSync(this.pointer.box, { recursive: true, force: true });
  }
}

function boxOf(dataDir: string): string {
  return join(
    RELOCATION_ROOT,
    createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16),
  );
}

function pointerFile(dataDir: string): string {
  return join(dataDir, 'postgres.location');
}

function readPointer(dataDir: string): Pointer | undefined {
  if (!existsSync(pointerFile(dataDir))) return undefined;
  return JSON.parse(readFileSync(pointerFile(dataDir), 'utf8')) as Pointer;
}

function readToken(box: string): string | undefined {
  const file = join(box, 'token');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
