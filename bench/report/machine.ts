import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, platform, release } from 'node:os';

export interface Machine {
  cores: number;
  processor: string;
  system: string;
  node: string;
  /** The load average of the last minute before the run; other work on the machine distorts the figures. */
  load: number;
  openFiles: number;
}

/** Describes the machine, on which the figures depend. */
export const describeMachine = (): Machine => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? 'unknown',
  system: `${platform()} ${release()}`,
  node: process.version,
  load: loadavg()[0] ?? 0,
  openFiles: readOpenFileLimit(),
});

/** The line above the figures. */
export const machineText = ({ cores, processor, system, node, load }: Machine): string =>
  `${cores} cores, ${processor}, ${system}, Node ${node}, load ${load.toFixed(2)} before`;

/** The number of files that a child process may open; Infinity where the system sets no limit. */
function readOpenFileLimit(): number {
  try {
    const text = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
    return text === 'unlimited' ? Infinity : Number(text);
  } catch {
    return Infinity;
  }
}
