import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Identifies one process. The system reuses pids, so by the pid alone another process could pass
 * for the owner of a folder. `started` is opaque and only compared; '' when the system doesn't
 * reveal the start time.
 */
export interface ProcessIdentity {
  pid: number;
  started: string;
}

/**
 * @returns the running process with this pid; undefined when there is none. A zombie isn't running.
 */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  if (!exists(pid)) return undefined;
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/** Whether the identified process still runs. Another process with the same pid doesn't count. */
export function isRunning(identity: ProcessIdentity): boolean {
  const now = identifyProcess(identity.pid);
  if (!now) return false;
  return !now.started || !identity.started || now.started === identity.started;
}

/** @returns the command line with spaces between the arguments; '' when it can't be read */
export function commandLineOf(pid: number): string {
  try {
    if (process.platform === 'linux') {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    }
    return ps(pid, 'command=');
  } catch {
    return '';
  }
}

function exists(pid: number): boolean {
  // Signal 0 to pid 0 or to a negative pid would address a process group.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM means that the process runs under another account.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Reads /proc/pid/stat (proc_pid_stat(5)): field 3 is the state, field 22 the start in ticks since
 * boot.
 */
function fromProc(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 2 is the name in parentheses, and a name may contain parentheses and spaces itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0] ?? '';
    if (state === 'Z' || state === 'X') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { pid, started: `${boot}:${fields[19] ?? ''}` };
  } catch {
    // /proc is mounted with hidepid, or the process has just ended. Signal 0 decides.
    return exists(pid) ? { pid, started: '' } : undefined;
  }
}

function fromPs(pid: number): ProcessIdentity | undefined {
  try {
    const started = ps(pid, 'lstart=');
    return started ? { pid, started } : undefined;
  } catch {
    return exists(pid) ? { pid, started: '' } : undefined;
  }
}

function ps(pid: number, column: string): string {
  const env = { LC_ALL: 'C', PATH: '/usr/bin:/bin' };
  return execFileSync('ps', ['-ww', '-o', column, '-p', String(pid)], {
    encoding: 'utf8',
    env,
  }).trim();
}
