import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Numeric ids of the account Postgres runs under. */
export interface Account {
  uid: number;
  gid: number;
}

/** Whether this process may, and therefore must, give Postgres another account: Postgres refuses root. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** `postgres` if the machine has it, else `nobody`. */
export function unprivilegedAccount(): Account {
  const lines = readPasswd();
  return find(lines, 'postgres') ?? find(lines, 'nobody') ?? { uid: 65_534, gid: 65_534 };
}

/** What `sh` answers when it runs this script as that account; the account's own rights decide, ACLs included. */
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

/** Whether that account can enter and write in the folder. */
export function canUse(account: Account | undefined, folder: string): boolean {
  return shellAs(account, 'cd "$1" && test -w . && test -r .', folder).ok;
}

/**
 * The environment of every Postgres program. The user's own is not passed on: PGDATA,
 * PGPORT, LD_LIBRARY_PATH and the locale would change what runs. LC_ALL must be set, or
 * macOS makes the postmaster multithreaded at start and it refuses.
 */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LC_ALL: 'C',
    TZ: 'UTC',
    // A postmaster.pid that names this process is stale, not a rival (see orphan.ts).
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
  // macOS writes nobody as -2; the kernel's ids are unsigned.
  const account = { uid: Number(fields[2]) >>> 0, gid: Number(fields[3]) >>> 0 };
  return account.uid === 0 ? undefined : account;
}
