import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StreamConnection } from './stream-connection.js';
import type { StreamOptions, StreamState } from './stream-options.js';

type Script = (request: IncomingMessage, response: ServerResponse) => void;

const frame = (type: string, id: string, data: unknown): string =>
  `event: ${type}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
const opened = (mode: string, id: string, head: string): string =>
  `retry: 1\n${frame('stream.opened', id, { mode, head, from: id, heartbeatSeconds: 5 })}`;
const event = (seq: number): string =>
  frame('trip.requested', `e-${seq}`, { specversion: '1.0', id: `event ${seq}` });
const closing = (reason: string, reconnect: boolean, id: string): string =>
  frame('stream.closing', id, { reason, reconnect });

/** The server answers the n-th request with the n-th script. The client records all messages. */
describe('StreamConnection', () => {
  let server: Server;
  let scripts: Script[];
  let lastEventIds: (string | undefined)[];
  let stream: StreamConnection | undefined;
  let received: string[];

  beforeEach(async () => {
    scripts = [];
    lastEventIds = [];
    received = [];
    server = createServer((request, response) => {
      lastEventIds.push(request.headers['last-event-id'] as string | undefined);
      const script = scripts.shift();
      if (script) script(request, response);
      else response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    stream?.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const send = (text: string, cut: 'end' | 'destroy' | 'open' = 'end'): void => {
    scripts.push((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(text, () => {
        if (cut === 'end') response.end();
        if (cut === 'destroy') setTimeout(() => response.destroy(), 20);
      });
    });
  };

  const read = (extra: Partial<StreamOptions> = {}): Promise<StreamState & { status: 'ended' }> =>
    new Promise((resolve) => {
      stream = new StreamConnection({
        baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        path: '/v1/riders/me/stream',
        token: 'secret',
        onEvent: (e, d) =>
          received.push(`${e.id}${d.replayed ? ' replayed' : ''} on ${d.connection}`),
        onDuplicate: (e) => received.push(`${e.id} again`),
        onSnapshot: (_snapshot, at) => received.push(`snapshot ${at.seq}`),
        onEphemeral: (type) => received.push(type),
        onState: (state) => {
          if (state.status === 'ended') resolve(state);
        },
        ...extra,
      });
      stream.connect();
    });

  it('a stream resumes from its cursor after a cut and delivers each event once', async () => {
    send(
      opened('fresh', 'e-0', 'e-2') + frame('stream.snapshot', 'e-2', {}) + event(3) + 'id: e-4\n',
      'destroy',
    );
    send(
      opened('resumed', 'e-3', 'e-4') +
        event(3) +
        event(4) +
        event(5) +
        closing('end', false, 'e-5'),
    );
    const end = await read();
    expect(end.closing?.reason).toBe('end');
    expect(received).toEqual([
      'snapshot 2',
      'event 3 on 1',
      'event 3 again',
      'event 4 replayed on 2',
      'event 5 on 2',
    ]);
    expect(lastEventIds).toEqual([undefined, 'e-3']);
  });

  it('a stream that was cut before its snapshot presents no cursor', async () => {
    send(opened('fresh', 'e-0', 'e-2'), 'destroy');
    await read();
    expect(lastEventIds).toEqual([undefined, undefined]);
  });

  it('the snapshot of a reset becomes the new position', async () => {
    send(
      opened('reset', 'f-0', 'f-1') +
        frame('stream.snapshot', 'f-1', {}) +
        frame('driver.location', 'f-1', {}),
    );
    await read({ cursor: 'e-9' });
    expect(received).toEqual(['snapshot 1', 'driver.location']);
    expect(lastEventIds).toEqual(['e-9', 'f-1']);
  });

  it('a stream reconnects after a drain and ends after 204', async () => {
    send(
      opened('fresh', 'e-0', 'e-0') +
        frame('stream.snapshot', 'e-0', {}) +
        closing('drain', true, 'e-0'),
    );
    const end = await read();
    expect(end).toEqual({ status: 'ended' });
    expect(lastEventIds).toEqual([undefined, 'e-0']);
  });

  it('a refused stream ends with the problem', async () => {
    scripts.push((_request, response) =>
      response
        .writeHead(403, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify({ code: 'ROLE_REQUIRED', detail: 'no', retryable: false })),
    );
    const end = await read();
    expect(end.problem).toMatchObject({ status: 403, code: 'ROLE_REQUIRED' });
  });

  it('a silent stream reconnects', async () => {
    send(opened('fresh', 'e-0', 'e-0') + frame('stream.snapshot', 'e-0', {}), 'open');
    await read({ staleAfterMs: 100 });
    expect(lastEventIds).toEqual([undefined, 'e-0']);
  });

  it('a stream keeps its cursor over disconnect() and delivers no event while it is paused', async () => {
    const chunk =
      opened('fresh', 'e-0', 'e-0') + frame('stream.snapshot', 'e-0', {}) + event(1) + event(2);
    send(chunk, 'open');
    const ended = read({
      onEvent: (e) => {
        received.push(e.id);
        stream?.disconnect();
        setTimeout(() => stream?.connect(), 10);
      },
    });
    await ended;
    expect(received).toEqual(['snapshot 0', 'event 1']);
    expect(lastEventIds).toEqual([undefined, 'e-1']);
  });
});
