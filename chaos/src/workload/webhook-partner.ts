import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '#simulation';
import type { ReceivedMessage } from '../program/webhook-receiver.js';
import { compiled } from '../target/checkout.js';

const PROGRAM = 'chaos/src/program/webhook-receiver.ts';

/** The server of a partner, whose process a fault kills, and all that it has accepted. */
export class WebhookPartner {
  /** In the order in which they were accepted, over all its processes. */
  readonly accepted: ReceivedMessage[] = [];
  private child: ChildProcess | undefined;

  private constructor(private readonly port: number) {}

  static async start(): Promise<WebhookPartner> {
    const partner = new WebhookPartner(await freePort());
    await partner.restart();
    return partner;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  /** Starts the process again, at the same address. */
  async restart(): Promise<void> {
    const child = fork(compiled(PROGRAM), [String(this.port)]);
    this.child = child;
    await new Promise<void>((resolve) => {
      child.on('message', (message) => {
        if (message === 'listening') resolve();
        else this.accepted.push(message as ReceivedMessage);
      });
    });
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}
