import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { commandLineOf, identifyProcess, isRunning } from './process-identity.js';

const FAST_SHUTDOWN_MS = 20_000;
const IMMEDIATE_SHUTDOWN_MS = 20_000;

/** The content of postmaster.pid. PostgreSQL's miscadmin.h defines its lines. */
export interface PostmasterFile {
  pid: number;
  /** `starting`, `ready` or `stopping`; '' before the postmaster has written it. */
  status: string;
}

/** @returns undefined when there is no readable postmaster.pid */
export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Math.abs(Number.parseInt(lines[0] ?? '', 10)), status: lines[7]?.trim() ?? '' };
  } catch {
    return undefined;
  }
}

/**
 * Stops the postmaster of a cluster whose owner is dead, and waits for its end. The caller holds
 * the lock of the folder; without the lock this would stop the database of a live owner.
 *
 * @throws Error when the postmaster doesn't stop
 */
export async function stopPostmaster(cluster: string): Promise<void> {
  const pid = readPostmasterFile(cluster)?.pid;
  if (!pid) return;
  if (!runsPostgresOn(pid, cluster)) {
    replaceStalePid(cluster, pid);
    return;
  }
  if (await signalAndWait(pid, 'SIGINT', FAST_SHUTDOWN_MS)) return;
  // In immediate mode Postgres ends without a checkpoint and recovers from its WAL at the next
  // start.
  if (await signalAndWait(pid, 'SIGQUIT', IMMEDIATE_SHUTDOWN_MS)) return;
  throw new Error(
    `The PostgreSQL server with pid ${pid} on ${cluster} does not stop. Stop it by hand.`,
  );
}

function runsPostgresOn(pid: number, cluster: string): boolean {
  return identifyProcess(pid) !== undefined && commandLineOf(pid).includes(cluster);
}

/**
 * Replaces a stale pid in postmaster.pid by the pid of this process. The stale pid may belong to
 * another process by now, and Postgres would refuse to start. The file itself must stay, because
 * it names the shared memory block by which Postgres finds backends that outlived their
 * postmaster. Postgres ignores the pid of this process, which PG_GRANDPARENT_PID names.
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
  limitMs: number,
): Promise<boolean> {
  const identity = identifyProcess(pid);
  if (!identity) return true;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  const deadline = performance.now() + limitMs;
  while (isRunning(identity)) {
    if (performance.now() > deadline) return false;
    await pause(5);
  }
  return true;
}
