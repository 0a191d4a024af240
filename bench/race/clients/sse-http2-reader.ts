import { once } from 'node:events';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import type { RaceClient } from './race-client.js';
import { createFrameReader } from './sse-frames.js';
import { PATH, type StreamReader } from './stream-reader.js';

/** Reads a stream as Server-Sent Events over HTTP/2: one connection for each phone. */
export class SseHttp2Reader implements StreamReader {
  constructor(private readonly ca: string) {}

  async read(client: RaceClient, signal: AbortSignal): Promise<void> {
    const { port, token, cursor } = client;
    const session = connect(`https://127.0.0.1:${port}`, { ca: this.ca });
    // The stream reports the error, too.
    session.on('error', () => undefined);
    try {
      client.figures.requests += 1;
      const stream = session.request(
        {
          ':path': PATH,
          accept: 'text/event-stream',
          authorization: `Bearer ${token}`,
          ...(cursor !== undefined && { 'last-event-id': cursor }),
        },
        { signal },
      );
      // A stream whose session ends may close without an answer and without an error.
      const closed = once(stream, 'close').then(() => []);
      const answer = Promise.race([once(stream, 'response'), closed]);
      const [headers = {}] = (await answer) as [IncomingHttpHeaders?];
      if (Number(headers[':status']) !== 200) throw new Error('The stream was refused.');
      stream.on('data', createFrameReader(client));
      await closed;
    } finally {
      session.destroy();
    }
  }

  close(): void {}
}
