import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFolder } from './data-folder.js';
import { ServerLog } from './server-log.js';
import { SupervisedProcess } from './supervised-process.js';

/** The database superuser of an embedded cluster. */
export const CLUSTER_USER = 'tripstream';

const MAJOR = '18';

/**
 * Creates the cluster unless it exists. initdb works in a draft folder that one rename makes the
 * cluster, so that a start killed half-way leaves no incomplete cluster.
 *
 * @param durable whether the new files are synced to disk
 * @returns the password of the superuser
 */
export async function ensureCluster(
  folder: DataFolder,
  binaries: string,
  durable: boolean,
): Promise<string> {
  await removeDrafts(folder);
  const password = readPassword(folder);
  if (existsSync(folder.cluster)) {
    requireMajor(folder);
    if (password) return password;
    throw new Error(
      `${folder.passwordFile} is missing. Bring it back, or delete ${folder.path} to begin anew.`,
    );
  }
  const fresh = password ?? writePassword(folder);
  const draft = join(folder.path, `draft-${randomBytes(4).toString('hex')}`);
  await initialise(folder, binaries, durable ? [draft] : [draft, '--no-sync']);
  renameSync(draft, folder.cluster);
  if (durable) sync(folder.path);
  return fresh;
}

async function initialise(folder: DataFolder, binaries: string, target: string[]): Promise<void> {
  const options = [
    `--username=${CLUSTER_USER}`,
    `--pwfile=${folder.passwordFile}`,
    '--auth=scram-sha-256',
  ];
  const charset = ['--encoding=UTF8', '--locale-provider=builtin'];
  const command = [join(binaries, 'bin', 'initdb'), '-D', ...target, ...options, ...charset];
  const failure = await runOnce(folder, [...command, '--locale=C.UTF-8']);
  if (failure === undefined) return;
  // Older glibc and macOS have no locale C.UTF-8. The builtin provider doesn't need it.
  if (!failure.includes('invalid locale name')) throw new Error(`initdb failed: ${failure}`);
  await removeDrafts(folder);
  const second = await runOnce(folder, [...command, '--locale=C', '--builtin-locale=C.UTF-8']);
  if (second !== undefined) throw new Error(`initdb failed: ${second}`);
}

/**
 * Runs initdb under a supervisor, like the server. An initdb that outlives this process would
 * write into the folder while the next start uses it.
 *
 * @returns undefined on success, else the reason and the tail of the log
 */
async function runOnce(folder: DataFolder, command: string[]): Promise<string | undefined> {
  const log = ServerLog.open(folder);
  const { ok, reason } = await new SupervisedProcess(command, folder.account, log.descriptor).ended;
  log.close();
  return ok ? undefined : `${reason}\n${log.tail()}`;
}

function requireMajor(folder: DataFolder): void {
  const major = readFileSync(join(folder.cluster, 'PG_VERSION'), 'utf8').trim();
  if (major === MAJOR) return;
  throw new Error(
    `${folder.cluster} was made by PostgreSQL ${major}, this is ${MAJOR}. Dump and restore it, or set DATA_DIR to another folder.`,
  );
}

/**
 * An initdb whose owner was killed may still write to its draft. A draft that can't be removed does
 * no harm.
 */
async function removeDrafts(folder: DataFolder): Promise<void> {
  for (const name of readdirSync(folder.path).filter((entry) => entry.startsWith('draft-'))) {
    const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 };
    await rm(join(folder.path, name), options).catch(() => {});
  }
}

function readPassword(folder: DataFolder): string | undefined {
  return existsSync(folder.passwordFile)
    ? readFileSync(folder.passwordFile, 'utf8').trim()
    : undefined;
}

function writePassword(folder: DataFolder): string {
  const password = randomBytes(24).toString('hex');
  const draft = join(folder.path, 'draft-password');
  writeFileSync(draft, password, { mode: 0o600 });
  if (folder.account) chownSync(draft, folder.account.uid, folder.account.gid);
  sync(draft);
  renameSync(draft, folder.passwordFile);
  return password;
}

/**
 * Without this sync a power cut could undo the rename, and the next start would delete the cluster
 * as a draft.
 */
function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
