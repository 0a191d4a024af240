import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The numeric ids of the account that Postgres runs under. */
export interface Account {
  uid: number;
  gid: number;
}

/** Whether this process runs as root. Postgres refuses root, so it needs another account then. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** @returns the account `postgres` if the machine has it, else `nobody` */
export function unprivilegedAccount(): Account {
  const lines = readPasswd();
  return find(lines, 'postgres') ?? find(lines, 'nobody') ?? { uid: 65_534, gid: 65_534 };
}

/**
 * Runs a shell script as the account. The result depends on the rights of that account, ACLs
 * included.
 */
export function shellAs(
  account: Account | undefined,
  script: string,
  argument: string,
): { ok: boolean; output: string } {
  const result = spawnSync('/bin/sh', ['-c', script, 'sh', argument], {
    ...account,
    cwd: '/',
    env: serverEnvironment(),
    encoding: 'utf8',
  });
  const output = result.error?.message ?? `${result.stdout}${result.stderr}`.trim();
  return { ok: result.status === 0, output };
}

/** Whether the account can enter the folder and write in it. */
export function canUse(account: Account | undefined, folder: string): boolean {
  return shellAs(account, 'cd "$1" && test -w . && test -r .', folder).ok;
}

/**
 * The environment of every Postgres program. It doesn't include the environment of this process,
 * because PGDATA, PGPORT, LD_LIBRARY_PATH and the locale would change the behaviour of Postgres.
 * LC_ALL is set, because macOS otherwise makes the postmaster multithreaded at its start, and
 * Postgres refuses to run so.
 */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LC_ALL: 'C',
    TZ: 'UTC',
    // Postgres takes a postmaster.pid with this pid for stale (see orphaned-postmaster.ts).
    PG_GRANDPARENT_PID: String(process.pid),
  };
}

function readPasswd(): string[] {
  try {
    return readFileSync('/etc/passwd', 'utf8').split('\n');
  } catch {
    return [];
  }
}

function find(lines: string[], name: string): Account | undefined {
  const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
  if (!fields) return undefined;
  // macOS writes the uid of `nobody` as -2, but the kernel's ids are unsigned.
  const account = { uid: Number(fields[2]) >>> 0, gid: Number(fields[3]) >>> 0 };
  return account.uid === 0 ? undefined : account;
}
