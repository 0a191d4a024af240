import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from './until.js';

const END_WITH_PARENT = join(import.meta.dirname, 'end-with-parent.js');
/** Characters of output that are kept; older output is dropped. */
const MOST_OUTPUT = 100_000;
/** Milliseconds for the answer of a server that is busy. */
const LONGEST_ANSWER_MS = 2000;

/** A server of a lesson, in a process of its own. */
export class ServerProcess {
  /** What it has printed since its start, at most the last 100,000 characters. */
  output = '';

  /**
   * @param {string} path of the program
   * @param {{ env?: Record<string, string>, nodeArgs?: string[], onOutput?: (text: string) => void,
   *   onCrash?: (server: ServerProcess) => void }} options `onCrash` is called when a server that has
   *   listened ends, and this process did not end it
   */
  constructor(path, { env = {}, nodeArgs = [], onOutput = () => {}, onCrash = () => {} } = {}) {
    this.path = path;
    this.env = env;
    this.nodeArgs = nodeArgs;
    this.onOutput = onOutput;
    this.onCrash = onCrash;
  }

  /** Starts the program and waits for its line `listening on http://…`. */
  static async start(path, options) {
    const server = new ServerProcess(path, options);
    await server.launch({ PORT: '0' });
    return server;
  }

  /** @param {Record<string, string>} defaults environment that `env` overrides */
  async launch(defaults) {
    const args = [...this.nodeArgs, '--import', END_WITH_PARENT, this.path];
    this.output = '';
    this.url = undefined;
    this.process = spawn(process.execPath, args, {
      env: { ...process.env, ...defaults, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.exited = once(this.process, 'exit');
    this.#watch(this.process);
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => this.#keep(text));
    }
    const said = () => /listening on (http\S+)/.exec(this.output)?.[1];
    this.url = await until('The server prints "listening on"', () => said() ?? this.hasEnded);
    if (this.hasEnded) throw new Error(`The server ended at its start:\n${this.output.trim()}`);
  }

  get hasEnded() {
    return this.process?.exitCode !== null || this.process.signalCode !== null;
  }

  get pid() {
    return this.process.pid;
  }

  get port() {
    return new URL(this.url).port;
  }

  /** Sends a signal and waits until the process has ended. SIGKILL leaves it no time to clean up. */
  async kill(signal = 'SIGKILL') {
    if (this.hasEnded) return;
    this.process.kill(signal);
    await this.exited;
  }

  /** Kills the process and starts it again at the same address. */
  async restart(signal = 'SIGKILL') {
    const { port } = this;
    await this.kill(signal);
    await this.launch({ PORT: port });
  }

  /**
   * Waits until the server has answered on its channel, or has ended and its output is complete. A
   * server whose handler has thrown does not answer any more.
   */
  async answersOrEnds() {
    const answer = once(this.process, 'message');
    if (this.process.connected) this.process.send('Are you there?', () => {});
    await Promise.race([answer, this.closed, pause(LONGEST_ANSWER_MS)]);
  }

  #watch(child) {
    this.closed = once(child, 'close').then(([, signal]) => {
      const hasListened = child === this.process && this.url !== undefined;
      // A server that was killed with SIGKILL was meant to be: a lesson does so in the middle of a commit.
      if (hasListened && !child.killed && signal !== 'SIGKILL') this.onCrash(this);
    });
  }

  #keep(text) {
    this.output = (this.output + text).slice(-MOST_OUTPUT);
    this.onOutput(text);
  }
}
