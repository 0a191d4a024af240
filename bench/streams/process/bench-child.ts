import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { AnswerOf, ArgumentOf, CallMessage, CallsOf, ChildMessage } from './calls.js';

const STOP_WITHIN_MS = 60_000;

/** Windows lacks SIGSTOP: there all processes keep running, and their heartbeats cost some time. */
const CAN_PAUSE = process.platform !== 'win32';

export interface BenchProgram {
  /** The compiled module that the process runs. */
  module: URL;
  /** Flags of Node, e.g. `--expose-gc`. */
  flags?: readonly string[];
  /** The environment of the process. Default: that of its parent. */
  env?: NodeJS.ProcessEnv;
}

interface PendingCall {
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
}

/** A process of the benchmark that answers calls over its IPC channel. */
export class BenchChild<C extends CallsOf<C>> {
  private readonly pendingCalls = new Map<number, PendingCall>();
  private calls = 0;
  private readonly exited: Promise<unknown>;
  private readonly ready: Promise<void>;
  /** Called with the number of events that have arrived in all, when the child reports it. */
  onArrived: (count: number) => void = () => undefined;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    this.exited = once(child, 'exit').then(([code, signal]) => {
      this.fail(new Error(`${name} has ended (${String(code ?? signal)}).`));
    });
    this.ready = new Promise((resolve, reject) => {
      this.pendingCalls.set(0, { resolve: () => resolve(), reject });
    });
    child.on('message', (message: ChildMessage) => {
      this.receive(message);
    });
  }

  /** Resolves when the process is ready for calls. @throws {Error} when it ends before */
  static async start<C extends CallsOf<C>>(
    name: string,
    { module, flags = [], env }: BenchProgram,
  ): Promise<BenchChild<C>> {
    const execArgv = ['--enable-source-maps', ...flags];
    // The advanced serialization transfers typed arrays.
    const child = fork(fileURLToPath(module), { execArgv, env, serialization: 'advanced' });
    const started = new BenchChild<C>(name, child);
    await started.ready;
    return started;
  }

  call<K extends keyof C & string>(name: K, argument: ArgumentOf<C, K>): Promise<AnswerOf<C, K>> {
    const call = ++this.calls;
    return new Promise((resolve, reject) => {
      this.pendingCalls.set(call, { resolve: resolve as (answer: unknown) => void, reject });
      this.child.send({ call, name, argument } satisfies CallMessage, (error) => {
        if (error) this.settle(call, (pending) => pending.reject(error));
      });
    });
  }

  /** Sends a call that has no answer. */
  notify<K extends keyof C & string>(name: K, argument: ArgumentOf<C, K>): void {
    if (this.child.connected) {
      // The child may end in the meantime; its exit fails the calls that wait for an answer.
      this.child.send({ call: 0, name, argument } satisfies CallMessage, () => undefined);
    }
  }

  /** Stops the process until `resume`, so that it takes no time from the one that is measured. */
  pause(): void {
    if (CAN_PAUSE) this.child.kill('SIGSTOP');
  }

  resume(): void {
    if (CAN_PAUSE) this.child.kill('SIGCONT');
  }

  /** Lets the process shut down, and kills it when that takes longer than a minute. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.resume();
    if (this.child.connected) this.child.disconnect();
    const patience = new AbortController();
    const late = delay(STOP_WITHIN_MS, 'late', patience).catch(() => 'aborted');
    if ((await Promise.race([this.exited, late])) === 'late') this.child.kill('SIGKILL');
    patience.abort();
    await this.exited;
  }

  private receive(message: ChildMessage): void {
    if ('arrived' in message) this.onArrived(message.arrived);
    else if ('ready' in message) this.settle(0, ({ resolve }) => resolve(undefined));
    else if ('error' in message) {
      this.settle(message.call, ({ reject }) =>
        reject(new Error(`${this.name}: ${message.error}`)),
      );
    } else this.settle(message.call, ({ resolve }) => resolve(message.answer));
  }

  private settle(call: number, complete: (pending: PendingCall) => void): void {
    const pending = this.pendingCalls.get(call);
    this.pendingCalls.delete(call);
    if (pending) complete(pending);
  }

  private fail(error: Error): void {
    for (const { reject } of this.pendingCalls.values()) reject(error);
    this.pendingCalls.clear();
  }
}
