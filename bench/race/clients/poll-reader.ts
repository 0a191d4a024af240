import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import type { PollAnswer } from '#contracts';
import type { RaceClient } from './race-client.js';
import { PATH, type StreamReader } from './stream-reader.js';

/** How long the server may hold a long poll, in seconds; the most that it allows. */
const LONG_POLL_SECONDS = 30;

/**
 * Reads a stream by polls on one kept connection: by the clock, or by long polls, of which the next
 * one follows the answer at once.
 */
export class PollReader implements StreamReader {
  private readonly agent: Agent;
  /** The clients of one way ask at different moments. */
  private isFirst = true;

  /** @param seconds between two polls; undefined for long polls */
  constructor(
    ca: string,
    private readonly seconds: number | undefined,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: 1, ca });
  }

  async read(client: RaceClient, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // The first answer is the snapshot, and comes at once.
      await this.poll(client, signal, client.cursor === undefined ? 0 : this.holdSeconds);
      if (this.seconds === undefined) continue;
      const share = this.isFirst ? Math.random() : 1;
      this.isFirst = false;
      await delay(this.seconds * share * 1000, undefined, { signal });
    }
  }

  /** @returns the number of events of the answer */
  async poll(client: RaceClient, signal: AbortSignal, holdSeconds: number): Promise<number> {
    const { port, token, cursor } = client;
    client.figures.requests += 1;
    const outgoing = request({
      port,
      host: '127.0.0.1',
      path: `${PATH}?waitSeconds=${holdSeconds}`,
      agent: this.agent,
      signal,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        ...(cursor !== undefined && { 'last-event-id': cursor }),
      },
    });
    outgoing.end();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    const body = await text(answer);
    if (answer.statusCode !== 200) throw new Error(`Status ${answer.statusCode ?? 0}: ${body}`);
    const { events, cursor: next } = JSON.parse(body) as PollAnswer;
    for (const { data } of events) client.noteEvent((data as { id: string }).id);
    client.noteSnapshot(next);
    return events.length;
  }

  close(): void {
    this.agent.destroy();
  }

  private get holdSeconds(): number {
    return this.seconds === undefined ? LONG_POLL_SECONDS : 0;
  }
}
