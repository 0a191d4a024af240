import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { abortableDelay } from '#platform';
import type { Member } from './machine-plan.js';

/** Milliseconds before the first restart of a process that ends at once; doubled with each one. */
const SHORTEST_BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 30_000;
/** A process that has lived for this long starts with the shortest wait again. */
const STABLE_MS = 60_000;

/**
 * A module that a process loads first: it ends, with its drain, when the supervisor has ended
 * without telling it.
 */
const LEASH = `data:text/javascript,${encodeURIComponent(
  'process.on("disconnect", () => process.kill(process.pid, "SIGTERM")); process.channel.unref();',
)}`;

export interface SupervisorOptions {
  /** Arguments of Node.js with the program at the end. */
  command: readonly string[];
  environment: NodeJS.ProcessEnv;
  /** A process that has not ended after this time is killed. */
  endLimitMs: number;
  /** Takes one line for the operator. */
  report: (line: string) => void;
}

/** Keeps the processes of a machine running, each with a wait of its own between restarts. */
export class Supervisor {
  private readonly children = new Map<Member, ChildProcess>();
  private readonly loops = new Map<Member, Promise<void>>();
  private readonly ending = new AbortController();

  constructor(
    private readonly members: readonly Member[],
    private readonly options: SupervisorOptions,
  ) {}

  start(): void {
    for (const member of this.members) this.loops.set(member, this.keepRunning(member));
  }

  /**
   * Ends the gateways, each with its drain, and then the process with the database, which answers
   * them until they have ended.
   */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.end(this.members.filter(({ isGateway }) => isGateway));
    await this.end(this.members.filter(({ isGateway }) => !isGateway));
  }

  /** Sends a signal to every process that runs: a second one ends their drains. */
  signal(signal: NodeJS.Signals): void {
    for (const child of this.children.values()) child.kill(signal);
  }

  private isEnding(): boolean {
    return this.ending.signal.aborted;
  }

  private async end(members: readonly Member[]): Promise<void> {
    for (const member of members) this.children.get(member)?.kill('SIGTERM');
    const loops = members.map((member) => this.loops.get(member) ?? Promise.resolve());
    const ended = Promise.all(loops);
    const done = new AbortController();
    await Promise.race([ended, abortableDelay(this.options.endLimitMs, done.signal)]);
    done.abort();
    for (const member of members) this.children.get(member)?.kill('SIGKILL');
    await ended;
  }

  private async keepRunning(member: Member): Promise<void> {
    let backOffMs = SHORTEST_BACK_OFF_MS;
    for (;;) {
      const began = performance.now();
      const end = await this.runOnce(member);
      if (this.isEnding()) return;
      if (performance.now() - began > STABLE_MS) backOffMs = SHORTEST_BACK_OFF_MS;
      this.options.report(`${member.name} ended ${end}, and starts again in ${backOffMs} ms.`);
      await abortableDelay(backOffMs, this.ending.signal);
      if (this.isEnding()) return;
      backOffMs = Math.min(backOffMs * 2, LONGEST_BACK_OFF_MS);
    }
  }

  /** @returns how the process has ended, for the log */
  private async runOnce(member: Member): Promise<string> {
    const { command, environment } = this.options;
    const child = spawn(process.execPath, ['--import', LEASH, ...command], {
      env: { ...environment, ...member.environment },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // A group of its own: a terminal sends its signals to this process alone, which passes them on.
      detached: true,
    });
    this.children.set(member, child);
    try {
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
      return signal === null ? `with code ${String(code)}` : `by ${signal}`;
    } catch (error) {
      return `before it began (${(error as Error).message})`;
    } finally {
      this.children.delete(member);
    }
  }
}
