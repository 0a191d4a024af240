import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { RaceClient } from './race-client.js';
import { createFrameReader } from './sse-frames.js';
import { PATH, type StreamReader } from './stream-reader.js';

/** Reads a stream as Server-Sent Events over HTTP/1.1, as `EventSource` does. */
export class SseHttp1Reader implements StreamReader {
  constructor(private readonly ca: string) {}

  async read(client: RaceClient, signal: AbortSignal): Promise<void> {
    const { port, token, cursor } = client;
    client.figures.requests += 1;
    const outgoing = request({
      port,
      host: '127.0.0.1',
      path: PATH,
      ca: this.ca,
      agent: false,
      signal,
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${token}`,
        ...(cursor !== undefined && { 'last-event-id': cursor }),
      },
    });
    outgoing.end();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    if (answer.statusCode !== 200) throw new Error(`Status ${answer.statusCode ?? 0}`);
    answer.on('data', createFrameReader(client));
    await once(answer, 'close');
  }

  close(): void {}
}
