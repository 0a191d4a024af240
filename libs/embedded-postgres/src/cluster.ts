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
 * Makes the cluster unless it exists. initdb works in a draft folder that gets its name
 * in one rename, so that a start killed half-way leaves nothing that looks like a cluster.
 * @returns the password
 */
export async function ensureCluster(
  home: DataFolder,
  binaries: string,
  durable: boolean,
): Promise<string> {
  await removeDrafts(home);
  const password = readPassword(home);
  if (existsSync(home.cluster)) {
    requireMajor(home);
    if (password) return password;
    throw new Error(
      `${home.passwordFile} is missing. Bring it back, or delete ${home.path} to begin anew.`,
    );
  }
  const fresh = password ?? writePassword(home);
  const draft = join(home.path, `draft-${randomBytes(4).toString('hex')}`);
  await initialise(home, binaries, durable ? [draft] : [draft, '--no-sync']);
  renameSync(draft, home.cluster);
  if (durable) sync(home.path);
  return fresh;
}

async function initialise(home: DataFolder, binaries: string, target: string[]): Promise<void> {
  const options = [
    `--username=${CLUSTER_USER}`,
    `--pwfile=${home.passwordFile}`,
    '--auth=scram-sha-256',
  ];
  const charset = ['--encoding=UTF8', '--locale-provider=builtin'];
  const command = [join(binaries, 'bin', 'initdb'), '-D', ...target, ...options, ...charset];
  const failure = await runOnce(home, [...command, '--locale=C.UTF-8']);
  if (failure === undefined) return;
  // A C library without C.UTF-8 (older glibc and macOS); the builtin provider does not need it.
  if (!failure.includes('invalid locale name')) throw new Error(`initdb failed: ${failure}`);
  await removeDrafts(home);
  const second = await runOnce(home, [...command, '--locale=C', '--builtin-locale=C.UTF-8']);
  if (second !== undefined) throw new Error(`initdb failed: ${second}`);
}

/** Supervised like the server: an initdb that outlived us would write into the folder of the next start. */
async function runOnce(home: DataFolder, command: string[]): Promise<string | undefined> {
  const log = ServerLog.open(home);
  const { ok, reason } = await new SupervisedProcess(command, home.account, log.descriptor).ended;
  log.close();
  return ok ? undefined : `${reason}\n${log.tail()}`;
}

function requireMajor(home: DataFolder): void {
  const major = readFileSync(join(home.cluster, 'PG_VERSION'), 'utf8').trim();
  if (major === MAJOR) return;
  throw new Error(
    `${home.cluster} was made by PostgreSQL ${major}, this is ${MAJOR}. Dump and restore it, or set DATA_DIR to another folder.`,
  );
}

/** An initdb whose owner was killed may still be ending; what can't be removed now is in nobody's way. */
async function removeDrafts(home: DataFolder): Promise<void> {
  for (const name of readdirSync(home.path).filter((entry) => entry.startsWith('draft-'))) {
    const options = { recursive: true, force: true, maxRetries: 10, retryDelay: 50 };
    await rm(join(home.path, name), options).catch(() => {});
  }
}

function readPassword(home: DataFolder): string | undefined {
  return existsSync(home.passwordFile) ? readFileSync(home.passwordFile, 'utf8').trim() : undefined;
}

function writePassword(home: DataFolder): string {
  const password = randomBytes(24).toString('hex');
  const draft = join(home.path, 'draft-password');
  writeFileSync(draft, password, { mode: 0o600 });
  if (home.account) chownSync(draft, home.account.uid, home.account.gid);
  sync(draft);
  renameSync(draft, home.passwordFile);
  return password;
}

/** Without it a power cut could undo the rename, and the next start would take the cluster for a draft. */
function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
