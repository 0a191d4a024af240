import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { AnswerOf, ArgumentOf, CallMessage, CallsOf, ChildMessage } from './calls.js';

const STOP_WITHIN_MS = 60_000;

/** Windows has no such signals: there everybody goes on, and only heartbeats cost something. */
const CAN_PAUSE = process.platform !== 'win32';

interface PendingCall {
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
}

/** A process of the benchmark, and what can be asked of it. */
export class BenchChild<C extends CallsOf<C>> {
  private readonly pendingCalls = new Map<number, PendingCall>();
  private calls = 0;
  private readonly exited: Promise<unknown>;
  private readonly ready: Promise<void>;
  /** Called when the child says how many events have arrived in all. */
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

  /**
   * @param entry the compiled module, relative to `bench/streams`
   * @param flags of Node, e.g. `--expose-gc`
   */
  static async start<C extends CallsOf<C>>(
    name: string,
    entry: string,
    flags: string[] = [],
  ): Promise<BenchChild<C>> {
    const file = fileURLToPath(new URL(`../${entry}`, import.meta.url));
    const execArgv = ['--enable-source-maps', ...flags];
    // Typed arrays are passed on as they are.
    const child = fork(file, { execArgv, serialization: 'advanced' });
    const started = new BenchChild<C>(name, child);
    await started.ready;
    return started;
  }

  call<K extends keyof C & string>(name: K, argument: ArgumentOf<C, K>): Promise<AnswerOf<C, K>> {
    const call = ++this.calls;
    return new Promise((resolve, reject) => {
      this.pendingCalls.set(call, { resolve: resolve as (answer: unknown) => void, reject });
      this.child.send({ call, name, argument } satisfies CallMessage);
    });
  }

  /** Says something that has no answer. */
  notify<K extends keyof C & string>(name: K, argument: ArgumentOf<C, K>): void {
    if (this.child.connected) {
      this.child.send({ call: 0, name, argument } satisfies CallMessage);
    }
  }

  /** Stands still until resumed: a peer that isn't measured must not take anybody's time. */
  pause(): void {
    if (CAN_PAUSE) this.child.kill('SIGSTOP');
  }

  resume(): void {
    if (CAN_PAUSE) this.child.kill('SIGCONT');
  }

  /** Lets it put everything away; ends it when that takes too long. */
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

  private settle(call: number, how: (waiting: PendingCall) => void): void {
    const waiting = this.pendingCalls.get(call);
    this.pendingCalls.delete(call);
    if (waiting) how(waiting);
  }

  private fail(error: Error): void {
    for (const { reject } of this.pendingCalls.values()) reject(error);
    this.pendingCalls.clear();
  }
}
