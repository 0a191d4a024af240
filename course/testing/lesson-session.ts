import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { adminDatabaseUrl, until } from '#testing';

const ROOT = join(import.meta.dirname, '../..');
const LESSONS = join(ROOT, 'course/lessons');
const MINE = join(ROOT, 'course/mine');
const LONGEST_COMMAND_MS = 120_000;

/** A learner with a folder and windows of his own, in which tests run the commands of a lesson. */
export class LessonSession {
  private readonly mine: string;
  private window: ChildProcess | undefined;
  private processes = 0;
  /** What the first window has printed. */
  output = '';

  constructor(
    readonly number: number,
    readonly needs: string[],
    /** How many processes of the learner's server the window starts. */
    private readonly servers = 1,
  ) {
    mkdirSync(MINE, { recursive: true });
    this.mine = mkdtempSync(join(MINE, 'test-'));
  }

  /** Starts `npm run lesson N` and waits until it has printed its instructions. */
  async openWindow(...flags: string[]): Promise<void> {
    await this.closeWindow();
    this.output = '';
    const args = ['course/lesson.js', String(this.number), ...flags];
    this.window = spawn(process.execPath, args, { cwd: ROOT, env: this.env });
    for (const stream of [this.window.stdout, this.window.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    await until('the lesson has started', () => {
      if (this.window?.exitCode !== null) throw new Error(`The lesson ended: ${this.output}`);
      return this.output.includes('Ctrl-C');
    });
    this.processes = this.count('listening on http') - this.count('starting it again');
  }

  async closeWindow(): Promise<void> {
    if (this.window?.exitCode !== null || this.window.signalCode !== null) return;
    const exited = once(this.window, 'exit');
    this.window.kill('SIGINT');
    await exited;
  }

  /** Runs `npm run lesson N` with these flags until it ends. */
  run(...flags: string[]): Promise<{ status: number | null; output: string }> {
    return this.execute(process.execPath, ['course/lesson.js', String(this.number), ...flags]);
  }

  /** Saves the learner's server, as an editor does. @param name of the lesson's folder */
  saveServer(name: string, code: string): void {
    mkdirSync(join(this.mine, name), { recursive: true });
    writeFileSync(join(this.mine, name, 'server.js'), code);
  }

  /**
   * Saves the solution over the learner's copy, in the window that is open, and waits until each process
   * of the learner's server runs it. @param name of the lesson's folder
   */
  async mend(name: string): Promise<void> {
    const folder = join(LESSONS, name);
    for (const file of readdirSync(folder).filter((each) => each.endsWith('solution.js'))) {
      await until('the servers run', () => this.allListen());
      const saved = this.count('server.js was saved');
      const target = file === 'solution.js' ? 'server.js' : file.replace('.solution', '');
      this.replaceFile(join(this.mine, name, target), readFileSync(join(folder, file), 'utf8'));
      await until('the mended server runs', () => {
        const hasRestarted = this.count('server.js was saved') === saved + this.servers;
        return hasRestarted && this.allListen();
      });
    }
  }

  /** Whether each process that the window has started, or started again, listens. */
  private allListen(): boolean {
    return this.count('listening on http') === this.processes + this.count('starting it again');
  }

  private count(text: string): number {
    return this.output.split(text).length - 1;
  }

  /** Writes a file in one step, so that a watcher sees one change. */
  private replaceFile(path: string, text: string): void {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  }

  /** Reads a file of the learner's copy. @param path for example `01-polling/server.js` */
  readCopy(path: string): string {
    return readFileSync(join(this.mine, path), 'utf8');
  }

  /** Runs a command of the chapter as the learner's second window does. */
  async runCommand(command: string): Promise<string> {
    const { output } = await this.execute('bash', ['-c', this.localise(command)]);
    return output;
  }

  async close(): Promise<void> {
    await this.closeWindow();
    rmSync(this.mine, { recursive: true, force: true });
  }

  private get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PORT: '0',
      COURSE_MINE: this.mine,
      ...(this.needs.includes('postgres') && { COURSE_DATABASE_URL: adminDatabaseUrl() }),
    };
  }

  /** The tests use free ports and a folder of their own. */
  private localise(command: string): string {
    const ports = [...this.output.matchAll(/listening on http:\/\/127\.0\.0\.1:(\d+)/g)];
    return [4000, 4100, 4200].reduce(
      (text, first, index) =>
        text.replaceAll(`:${first + this.number}`, `:${ports[index]?.[1] ?? ''}`),
      command
        .replaceAll('npm run lesson', 'node course/lesson.js')
        .replaceAll(`${this.number} -- `, `${this.number} `)
        .replaceAll('course/mine', this.mine),
    );
  }

  private async execute(program: string, args: string[]) {
    const child = spawn(program, args, { cwd: ROOT, env: this.env, detached: true });
    // A command that does not end is killed with its children, and its output shows how far it got.
    const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), LONGEST_COMMAND_MS);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const [status] = (await once(child, 'close')) as [number | null];
    clearTimeout(timer);
    return { status, output };
  }
}

/** @returns whether a program that a lesson needs is on this machine */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin command -v ${program}`]).status === 0;
}
