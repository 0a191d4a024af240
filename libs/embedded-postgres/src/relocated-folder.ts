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

/** A place that every account can reach and that survives reboots, on Linux and macOS. */
const RELOCATION_ROOT = '/var/lib/tripstream';

/** The content of `DATA_DIR/postgres.location`. `box` is the relocated folder. */
interface Pointer {
  box: string;
  token: string;
}

/**
 * Root's data outside of DATA_DIR, in a box below /var/lib/tripstream. A pointer in DATA_DIR and
 * the box have the same token. When DATA_DIR is deleted, the pointer goes with it, and the next
 * start deletes the box instead of using its data again. The box has a lock of its own, because
 * the lock in DATA_DIR is deleted together with DATA_DIR.
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

  /**
   * Opens the folder that DATA_DIR points to.
   *
   * @returns undefined without a pointer
   * @throws Error when the folder was deleted or belongs to another pointer
   */
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

  /** Deletes the data that remains of a deleted DATA_DIR or of a first start that was killed. */
  static async deleteOrphaned(dataDir: string): Promise<void> {
    const box = boxOf(dataDir);
    if (!existsSync(box)) return;
    const lock = OwnerLock.acquire(box);
    await stopPostmaster(join(box, 'postgres', 'cluster'));
    rmSync(join(box, 'postgres'), { recursive: true, force: true });
    lock.release();
  }

  /** Creates the box, then the pointer. Until the pointer exists, the box counts as orphaned. */
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

  /**
   * Releases the lock after Postgres has ended. It deletes the box if DATA_DIR was deleted
   * meanwhile.
   */
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
