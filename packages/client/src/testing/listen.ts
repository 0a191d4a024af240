import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FakeRequest } from './fake-server.js';

/** A fake server that listens on a port of this machine. */
export interface ListeningFake {
  /** The address, for `baseUrl`. */
  url: string;
  /** Ends it, with all its connections. */
  close: () => Promise<void>;
}

const MOST_BODY_BYTES = 1_048_576;

/**
 * Answers real HTTP requests, for an `EventSource`, a browser or a phone. Pages of every origin may
 * call it with credentials: it is for tests.
 */
export async function listen(
  answer: (request: FakeRequest) => Promise<Response>,
  { port, host }: { port: number; host: string },
): Promise<ListeningFake> {
  const { createServer } = process.getBuiltinModule('node:http');
  const server = createServer((request, response) => {
    respond(request, response, answer).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const chosen = typeof address === 'object' && address ? address.port : port;
  return { url: `http://${host}:${chosen}`, close: () => close(server) };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: FakeRequest) => Promise<Response>,
): Promise<void> {
  const { method = 'GET', headers } = request;
  const cors = corsOf(headers.origin);
  if (method === 'OPTIONS') {
    const asked = headers['access-control-request-headers'] ?? '';
    const allowed = { 'access-control-allow-methods': 'GET, POST, PUT, DELETE' };
    response.writeHead(204, { ...cors, ...allowed, 'access-control-allow-headers': asked }).end();
    return;
  }
  const gone = new AbortController();
  response.on('close', () => {
    gone.abort();
  });
  const reply = await answer({
    method,
    url: new URL(request.url ?? '/', `http://${headers.host ?? 'localhost'}`),
    headers: headersOf(headers),
    body: await readBody(request),
    signal: gone.signal,
    cookies: cookiesOf(headers.cookie ?? ''),
  });
  response.writeHead(reply.status, { ...Object.fromEntries(reply.headers), ...cors });
  response.flushHeaders();
  const reader = reply.body?.getReader();
  for (;;) {
    const chunk = await reader?.read();
    if (!chunk || chunk.done) break;
    response.write(chunk.value);
  }
  response.end();
}

function corsOf(origin: string | undefined): Record<string, string> {
  if (origin === undefined) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'Idempotent-Replayed, Retry-After, Date',
    vary: 'Origin',
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    // The server refuses a body of this size, of which more need not be kept.
    if (size <= MOST_BODY_BYTES + 1) chunks.push(chunk);
  }
  const body = Buffer.concat(chunks).toString('utf8');
  return size > MOST_BODY_BYTES ? body.padEnd(MOST_BODY_BYTES + 1) : body;
}

const cookiesOf = (header: string): Map<string, string> =>
  new Map(
    [...header.matchAll(/tripstream_(\w+)=([^;\s]+)/g)].map(([, role = '', token = '']) => [
      role,
      token,
    ]),
  );

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeAllConnections();
  await closed;
}

function headersOf(received: IncomingMessage['headers']): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received)) headers.set(name, String(value));
  return headers;
}
