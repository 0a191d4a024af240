import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, platform, release } from 'node:os';

export interface Machine {
  cores: number;
  processor: string;
  system: string;
  node: string;
  /** Of the last minute, before the run: above a fraction of one, somebody else was busy. */
  load: number;
  openFiles: number;
}

/** What the figures depend on. */
export const describeMachine = (): Machine => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? 'unknown',
  system: `${platform()} ${release()}`,
  node: process.version,
  load: loadavg()[0] ?? 0,
  openFiles: openFileLimit(),
});

/** The line above the figures. */
export const machineText = ({ cores, processor, system, node, load }: Machine): string =>
  `${cores} cores, ${processor}, ${system}, Node ${node}, load ${load.toFixed(2)} before`;

/** What a child process may open; Infinity where nobody says. */
function openFileLimit(): number {
  try {
    const text = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
    return text === 'unlimited' ? Infinity : Number(text);
  } catch {
    return Infinity;
  }
}
