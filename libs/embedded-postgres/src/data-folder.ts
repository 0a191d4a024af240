import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { canUse, isRoot, unprivilegedAccount, type Account } from './account.js';
import { RelocatedFolder } from './relocated-folder.js';

/**
 * The folder of one cluster, and the account that owns it; undefined for this process's own
 * account.
 */
export class DataFolder {
  private constructor(
    /**
     * The folder of the cluster, its password, its log and, where needed, a copy of the binaries.
     */
    readonly path: string,
    readonly account: Account | undefined,
    private readonly relocated?: RelocatedFolder,
  ) {}

  /**
   * Opens `DATA_DIR/postgres`. For root, whose unprivileged account may not reach that folder (a
   * checkout under /root), it opens a relocated folder that DATA_DIR points to. The caller holds
   * the lock of `dataDir`.
   *
   * @throws Error when the data belongs to another account or its folder is out of reach
   */
  static async open(dataDir: string): Promise<DataFolder> {
    const local = join(dataDir, 'postgres');
    if (!isRoot()) return new DataFolder(openUnprivileged(dataDir, local), undefined);
    if (existsSync(local)) return new DataFolder(local, requireReachableOwner(local));
    const pointed = RelocatedFolder.follow(dataDir);
    if (pointed) return new DataFolder(pointed.path, ownerOf(pointed.path), pointed);
    await RelocatedFolder.deleteOrphaned(dataDir);
    const account = unprivilegedAccount();
    if (createOwnedBy(account, local)) return new DataFolder(local, account);
    const distant = RelocatedFolder.create(dataDir, (path) => createOwnedBy(account, path));
    return new DataFolder(distant.path, account, distant);
  }

  /** The data directory of PostgreSQL (PGDATA). */
  get cluster(): string {
    return join(this.path, 'cluster');
  }

  get passwordFile(): string {
    return join(this.path, 'password');
  }

  get logFile(): string {
    return join(this.path, 'postgres.log');
  }

  /** Releases the folder. A relocated one is deleted if its DATA_DIR was deleted. */
  close(): void {
    this.relocated?.close();
  }
}

function openUnprivileged(dataDir: string, local: string): string {
  if (RelocatedFolder.isPointedTo(dataDir)) {
    throw new Error(
      `The data of ${dataDir} was made by root. Start as root again, or delete ${dataDir} to begin anew.`,
    );
  }
  mkdirSync(local, { recursive: true, mode: 0o700 });
  if (statSync(local).uid === process.getuid?.()) return local;
  throw new Error(
    `${local} belongs to another account. Start as that account or as root, or set DATA_DIR to another folder.`,
  );
}

/**
 * The account that created the data keeps it, so that root may start a user's cluster and the user
 * can start it again.
 */
function requireReachableOwner(local: string): Account {
  // Root owns the folder only when a first start was killed between mkdir and chown.
  if (ownerOf(local).uid === 0) giveToUnprivilegedAccount(local);
  const account = ownerOf(local);
  if (canUse(account, local)) return account;
  throw new Error(
    `${local} can't be reached by the account that owns it (uid ${account.uid}). Make the folders above it traversable, or delete it to begin anew.`,
  );
}

function giveToUnprivilegedAccount(local: string): void {
  const { uid, gid } = unprivilegedAccount();
  chownSync(local, uid, gid);
}

function ownerOf(path: string): Account {
  const { uid, gid } = statSync(path);
  return { uid, gid };
}

/** @returns false when the account can't use the folder; the folder is removed again */
function createOwnedBy(account: Account, path: string): boolean {
  try {
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o700);
    chownSync(path, account.uid, account.gid);
    if (canUse(account, path)) return true;
  } catch {
    // The file system has no owners or is read-only, so the folder must be elsewhere.
  }
  rmSync(path, { recursive: true, force: true });
  return false;
}
