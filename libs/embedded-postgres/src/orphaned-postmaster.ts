import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { commandLineOf, identifyProcess, isRunning } from './process-identity.js';

const FAST_SHUTDOWN_MS = 20_000;
const IMMEDIATE_SHUTDOWN_MS = 20_000;

/** What postmaster.pid says; PostgreSQL's miscadmin.h names the lines. */
export interface PostmasterFile {
  pid: number;
  /** `starting`, `ready`, `stopping`; '' before the postmaster has written it. */
  status: string;
}

/** undefined when no postmaster runs, or none got that far. */
export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Math.abs(Number.parseInt(lines[0] ?? '', 10)), status: lines[7]?.trim() ?? '' };
  } catch {
    return undefined;
  }
}

/**
 * Stops the postmaster of a cluster whose owner is dead, and waits until it is gone.
 * The caller holds the lock of the folder: without it this would stop a live owner's database.
 */
export async function stopPostmaster(cluster: string): Promise<void> {
  const pid = readPostmasterFile(cluster)?.pid;
  if (!pid) return;
  if (!runsPostgresOn(pid, cluster)) {
    replaceStalePid(cluster, pid);
    return;
  }
  if (await signalAndWait(pid, 'SIGINT', FAST_SHUTDOWN_MS)) return;
  // Immediate: it ends without a checkpoint and recovers from its WAL at the next start.
  if (await signalAndWait(pid, 'SIGQUIT', IMMEDIATE_SHUTDOWN_MS)) return;
  throw new Error(
    `The PostgreSQL server with pid ${pid} on ${cluster} does not stop. Stop it by hand.`,
  );
}

function runsPostgresOn(pid: number, cluster: string): boolean {
  return identifyProcess(pid) !== undefined && commandLineOf(pid).includes(cluster);
}

/**
 * A pid of a dead postmaster may belong to somebody else by now, and Postgres would
 * refuse to start. The file itself must stay: it names the shared memory block by which
 * Postgres notices backends that outlived their postmaster. So it gets our own pid,
 * which PG_GRANDPARENT_PID declares harmless.
 */
function replaceStalePid(cluster: string, pid: number): void {
  const file = join(cluster, 'postmaster.pid');
  if (!identifyProcess(pid) || !existsSync(file)) return;
  const [, ...rest] = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, [String(process.pid), ...rest].join('\n'));
}

async function signalAndWait(
  pid: number,
  signal: NodeJS.Signals,
  patienceMs: number,
): Promise<boolean> {
  const identity = identifyProcess(pid);
  if (!identity) return true;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  const deadline = performance.now() + patienceMs;
  while (isRunning(identity)) {
    if (performance.now() > deadline) return false;
    await pause(5);
  }
  return true;
}
