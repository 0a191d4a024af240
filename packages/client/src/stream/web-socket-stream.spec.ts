import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { until } from '../../test/until.js';
import { StreamConnection } from './stream-connection.js';
import type { StreamOptions, StreamState } from './stream-options.js';

interface Message {
  event?: string;
  id?: string;
  retry?: number;
  data?: unknown;
  comment?: string;
}

const opened = (mode: string, from: string, head = from): Message => ({
  event: 'stream.opened',
  id: from,
  retry: 100,
  data: { mode, from, head, heartbeatSeconds: 5 },
});
const snapshot = (id: string): Message => ({ event: 'stream.snapshot', id, data: { trip: null } });
const event = (seq: number): Message => ({
  event: 'trip.requested',
  id: `e-${seq}`,
  data: { specversion: '1.0', id: `event ${seq}` },
});
const closing = (id: string, reason: string, reconnect: boolean): Message => ({
  event: 'stream.closing',
  id,
  data: { reason, reconnect },
});

/** Handshakes get the scripts, in order; polls get `poll`. */
let server: Server;
let sockets: WebSocketServer;
let scripts: ((socket: ServerSocket) => void)[];
let openings: { cursor: string }[];
let polls: number;
let poll: { status: number; body: unknown };
let protocols: string[];
let stream: StreamConnection | undefined;
let received: string[];
let states: StreamState[];

beforeEach(async () => {
  [scripts, openings, protocols, received, states] = [[], [], [], [], []];
  polls = 0;
  poll = { status: 200, body: { mode: 'fresh', snapshot: {}, events: [], cursor: 'e-1' } };
  server = createServer((_request, response) => {
    polls += 1;
    response.writeHead(poll.status, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify(poll.body));
  });
  sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'tripstream.v1' });
  server.on('upgrade', (request, socket, head) => {
    protocols.push(request.headers['sec-websocket-protocol'] ?? '');
    const script = scripts.shift();
    if (!script) return socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (open) => {
      open.once('message', (data: Buffer) => {
        openings.push(JSON.parse(data.toString()) as { cursor: string });
        script(open);
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  stream?.close();
  for (const client of sockets.clients) client.terminate();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const send = (socket: ServerSocket, ...messages: Message[]): void => {
  for (const message of messages) socket.send(JSON.stringify(message));
};

function read(extra: Partial<StreamOptions> = {}): void {
  stream = new StreamConnection({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    path: '/v1/riders/me/stream',
    token: 'secret',
    transport: 'websocket',
    WebSocket,
    onEvent: (_event, { cursor }) => received.push(cursor),
    onSnapshot: (_snapshot, { cursor }) => received.push(`snapshot ${cursor}`),
    onState: (state) => states.push(state),
    ...extra,
  });
  stream.connect();
}

const ended = () => states.find((state) => state.status === 'ended');

describe('a stream over a WebSocket', () => {
  it('delivers the snapshot and each event once, and sends the token as a subprotocol', async () => {
    scripts.push((socket) => {
      send(socket, opened('fresh', 'e-0', 'e-1'), snapshot('e-1'), event(2), event(2), event(3));
    });
    read();
    await until('three messages', () => received.length === 3);
    expect(received).toEqual(['snapshot e-1', 'e-2', 'e-3']);
    expect(openings).toEqual([{ type: 'open', cursor: '' }]);
    expect(protocols).toEqual(['tripstream.v1,bearer.secret']);
    expect(stream?.transport).toBe('websocket');
  });

  it('resumes from its cursor after the connection is lost', async () => {
    scripts.push((socket) => {
      send(socket, opened('fresh', 'e-0', 'e-1'), snapshot('e-1'), event(2));
      setTimeout(() => socket.terminate(), 20);
    });
    scripts.push((socket) => {
      send(socket, opened('resumed', 'e-2', 'e-3'), event(3));
    });
    read();
    await until('three messages', () => received.length === 3);
    expect(received).toEqual(['snapshot e-1', 'e-2', 'e-3']);
    expect(openings.map(({ cursor }) => cursor)).toEqual(['', 'e-2']);
  });

  it('refuses an opening that knows nothing of its cursor, and comes back with the cursor', async () => {
    scripts.push((socket) => {
      send(socket, opened('fresh', 'e-0', 'e-9'), snapshot('e-9'), event(10));
    });
    scripts.push((socket) => {
      send(socket, opened('resumed', 'e-5', 'e-6'), event(6));
    });
    read({ cursor: 'e-5' });
    await until('the next event', () => received.length === 1);
    expect(received).toEqual(['e-6']);
    expect(openings.map(({ cursor }) => cursor)).toEqual(['e-5', 'e-5']);
  });

  it('ends for good when the server says so', async () => {
    scripts.push((socket) => {
      send(socket, opened('fresh', 'e-0'), snapshot('e-0'), closing('e-0', 'end', false));
    });
    read();
    await until('the end', ended);
    expect(ended()).toMatchObject({ closing: { reason: 'end' } });
  });

  it('learns by a poll why its handshake was refused', async () => {
    poll = { status: 403, body: { status: 403, code: 'FORBIDDEN', title: 'No', detail: 'No.' } };
    read();
    await until('the end', ended);
    expect(ended()).toMatchObject({ problem: { code: 'FORBIDDEN' } });
    expect(polls).toBe(1);
  });

  it('a client without a WebSocket class ends with an error that says what to do', async () => {
    read({ WebSocket: undefined, fetch });
    await until('the end', ended);
    expect(states.map(({ status }) => status)).toContain('ended');
  });

  it('a message that is no frame ends the connection, and the stream retries', async () => {
    scripts.push((socket) => {
      socket.send('no JSON');
    });
    scripts.push((socket) => {
      send(socket, opened('fresh', 'e-0'), snapshot('e-0'));
    });
    read();
    await until('the snapshot', () => received.length === 1);
    expect(openings).toHaveLength(2);
  });
});

describe('a stream with transport auto, where fetch can’t read a body while it comes', () => {
  /** The `fetch` of React Native: its answers have no body that can be read. */
  const unreadable: typeof fetch = async (input, init) => {
    const isStream = new Headers(init?.headers).get('accept') === 'text/event-stream';
    if (!isStream) return fetch(input, init);
    const headers = { 'content-type': 'text/event-stream' };
    return Object.defineProperty(new Response('', { headers }), 'body', { value: null });
  };

  it('reads over a WebSocket', async () => {
    scripts.push((socket) => {
      send(socket, opened('fresh', 'e-0'), snapshot('e-0'), event(1));
    });
    read({ transport: 'auto', fetch: unreadable });
    await until('the snapshot and the event', () => received.length === 2);
    expect(stream?.transport).toBe('websocket');
  });

  it('polls when each WebSocket opens and carries nothing', async () => {
    for (let n = 0; n < 4; n++) scripts.push((socket) => socket.terminate());
    read({ transport: 'auto', fetch: unreadable });
    await until('polling', () => stream?.transport === 'polling');
  });

  it('polls when no WebSocket can be opened', async () => {
    read({ transport: 'auto', fetch: unreadable });
    await until('polling', () => stream?.transport === 'polling');
    expect(polls).toBeGreaterThan(0);
  });
});
