import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The ticks of `utime` and `stime`, see proc(5). */
const ticksPerSecond = (): number => {
  try {
    return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  } catch {
    return 100;
  }
};

const TICKS = ticksPerSecond();

/** The fields of /proc/<pid>/stat behind the name, which may contain spaces. */
function readStat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** Seconds of CPU that a process has used so far; NaN without /proc. */
export function readCpuSeconds(pid: number): number {
  const stat = readStat(pid);
  return stat ? (Number(stat[11]) + Number(stat[12])) / TICKS : NaN;
}

/** Seconds of CPU of a process, its children and the children that have ended; NaN without /proc. */
export function readTreeCpuSeconds(pid: number): number {
  const stat = readStat(pid);
  if (!stat) return NaN;
  const ended = (Number(stat[13]) + Number(stat[14])) / TICKS;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && readStat(Number(name))?.[1] === String(pid))
    .map((name) => readCpuSeconds(Number(name)));
  return children.reduce((sum, each) => sum + each, readCpuSeconds(pid) + ended);
}

/** Megabytes of memory that are resident; NaN without /proc. */
export function readResidentMegabytes(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1]) / 1024;
  } catch {
    return NaN;
  }
}
