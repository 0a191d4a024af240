import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.js';

interface OwnerRecord extends ProcessIdentity {
  released?: true;
}

/** The folder is locked by a running process. */
export class FolderInUseError extends Error {
  constructor(
    readonly folder: string,
    readonly ownerPid: number,
  ) {
    super(
      `${folder} is in use by process ${ownerPid}. Stop that process, or give this one a folder of its own (DATA_DIR).`,
    );
    this.name = 'FolderInUseError';
  }
}

/**
 * Locks a folder for one process, identified by pid and start time.
 *
 * The lock is a sequence of files `owner.<n>.lock`, and the highest generation counts. A process
 * takes the lock of a dead owner by creating the next generation. With a single file name, two
 * processes that both saw the dead owner could delete each other's new lock. For the same reason
 * a released lock stays in the folder, marked as released, so that the numbers never start over.
 */
export class OwnerLock {
  private constructor(
    private readonly folder: string,
    private readonly generation: number,
    private readonly owner: ProcessIdentity,
  ) {}

  /** @throws FolderInUseError when a running process, this one included, owns the folder. */
  static acquire(folder: string): OwnerLock {
    const owner = identifyProcess(process.pid) ?? { pid: process.pid, started: '' };
    for (;;) {
      const last = highestGeneration(folder);
      refuseIfOwned(folder, last);
      const mine = last + 1;
      if (!createGeneration(folder, mine, owner)) continue;
      // A slow contender may create a generation that was in use before and has been deleted.
      if (highestGeneration(folder) !== mine) {
        rmSync(lockFile(folder, mine), { force: true });
        continue;
      }
      generations(folder)
        .filter((generation) => generation < mine)
        .forEach((generation) => rmSync(lockFile(folder, generation), { force: true }));
      return new OwnerLock(folder, mine, owner);
    }
  }

  /**
   * Marks the lock as released, unless the folder was deleted meanwhile and perhaps created anew.
   */
  release(): void {
    const held = readRecord(this.folder, this.generation);
    if (held?.pid !== this.owner.pid || held.started !== this.owner.started) return;
    const draft = writeDraft(this.folder, { ...this.owner, released: true });
    renameSync(draft, lockFile(this.folder, this.generation));
  }
}

function refuseIfOwned(folder: string, generation: number): void {
  const record = readRecord(folder, generation);
  if (record && !record.released && isRunning(record))
    throw new FolderInUseError(folder, record.pid);
}

/**
 * link(2) fails if the name exists, and never shows a half-written file, unlike O_EXCL with a later
 * write.
 */
function createGeneration(folder: string, generation: number, owner: ProcessIdentity): boolean {
  const draft = writeDraft(folder, owner);
  try {
    linkSync(draft, lockFile(folder, generation));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeDraft(folder: string, record: OwnerRecord): string {
  const draft = join(folder, `owner-${randomUUID()}.draft`);
  writeFileSync(draft, JSON.stringify(record), { mode: 0o644 });
  return draft;
}

function readRecord(folder: string, generation: number): OwnerRecord | undefined {
  try {
    return JSON.parse(readFileSync(lockFile(folder, generation), 'utf8')) as OwnerRecord;
  } catch (error) {
    // A power cut may leave unreadable content. The owner of such a file no longer runs.
    if (error instanceof SyntaxError) return undefined;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function highestGeneration(folder: string): number {
  return Math.max(0, ...generations(folder));
}

function generations(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const match = /^owner\.(\d+)\.lock$/.exec(name);
    return match ? [Number(match[1])] : [];
  });
}

function lockFile(folder: string, generation: number): string {
  return join(folder, `owner.${generation}.lock`);
}
