import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.js';

interface OwnerRecord extends ProcessIdentity {
  released?: true;
}

/** The folder belongs to a process that runs. */
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
 * One owner a folder, by pid and start time.
 *
 * The lock is a row of generations, `owner.<n>.lock`; the highest decides. Taking
 * a dead owner's lock means creating the next generation, never deleting and
 * recreating the same name: with one name, two processes that both saw the dead
 * owner could delete each other's fresh lock. For the same reason a released lock
 * stays behind, marked as released, so that numbers never start over.
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
      // A slow contender may create a generation that was already used up.
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

  /** Does nothing when the folder was deleted meanwhile, even if somebody else made it anew. */
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

/** link(2) fails if the name exists and shows no half-written file, unlike O_EXCL and a later write. */
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
    // Unreadable content is what a power cut leaves: that owner is gone.
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
