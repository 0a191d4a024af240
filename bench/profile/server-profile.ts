import { mkdir, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { computeSelfTimes, type SelfTime } from './self-times.js';

const SELF_TIMES = 40;
const POLL_MS = 100;
/** The server writes a profile of a minute within seconds. */
const WRITE_LIMIT_MS = 60_000;

const MODULE = new URL('profile-on-signal.js', import.meta.url).href;

/** CPU profiles of a server in a process of its own, each of one part of its life. */
export class ServerProfile {
  private constructor(readonly file: string) {}

  /** @param folder made when it is missing */
  static async prepare(folder: string, name: string): Promise<ServerProfile> {
    await mkdir(folder, { recursive: true });
    return new ServerProfile(resolve(join(folder, `${name}.cpuprofile`)));
  }

  /** What the server must be started with. */
  get nodeArguments(): string[] {
    return ['--import', MODULE];
  }

  get environment(): Record<string, string> {
    return { BENCH_PROFILE: this.file };
  }

  async start(pid: number): Promise<void> {
    await rm(this.file, { force: true });
    process.kill(pid, 'SIGUSR2');
  }

  /**
   * @returns the functions with the most self-time, in descending order
   * @throws {Error} when the server does not write the profile within a minute
   */
  async stop(pid: number): Promise<SelfTime[]> {
    process.kill(pid, 'SIGUSR2');
    const deadline = performance.now() + WRITE_LIMIT_MS;
    while (!existsSync(this.file)) {
      if (performance.now() > deadline) throw new Error(`The server wrote no ${this.file}.`);
      await delay(POLL_MS);
    }
    const text = await readFile(this.file, 'utf8');
    return computeSelfTimes(JSON.parse(text) as Profiler.Profile, SELF_TIMES);
  }
}
