import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';

const TOKEN_MS = Number(process.env.TOKEN_MS ?? 10_000);
/** The history of one trip. It has ended when its last event is `completed`. */
const events = [];
const readers = new Set();
const hasEnded = () => events.at(-1)?.type === 'completed';

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (pathname === '/stream') return openStream(request, response, searchParams.get('token'));
  if (pathname === '/tokens') return response.end(`${issueToken(Date.now() + TOKEN_MS)}\n`);
  if (pathname === '/events') append(searchParams.get('type'));
  response.end(`${JSON.stringify({ readers: readers.size, events: events.length })}\n`);
});

function openStream(request, response, token) {
  const expiresAt = Number(token?.split('.')[0]);
  const remainingMs = expiresAt - Date.now();
  if (token !== issueToken(expiresAt) || remainingMs <= 0) return response.writeHead(401).end();
  const cursor = Number(request.headers['last-event-id'] ?? 0);
  if (hasEnded() && cursor >= events.length) return response.writeHead(204).end();
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 500\n\n');
  for (const event of events.slice(cursor)) response.write(frameOf(event));
  if (hasEnded()) return response.end();
  readers.add(response);
  const timer = setTimeout(() => {
    response.end('event: closing\ndata: {"reason":"token_expired"}\n\n');
  }, remainingMs);
  response.on('close', () => {
    clearTimeout(timer);
    readers.delete(response);
  });
}

/** `<time of expiry>.<signature>`: only this server can make one. */
function issueToken(expiresAt) {
  const signature = createHmac('sha256', 'the secret of this lesson').update(`${expiresAt}`);
  return `${expiresAt}.${signature.digest('hex').slice(0, 16)}`;
}

function append(type) {
  const event = { id: events.length + 1, type };
  events.push(event);
  for (const response of readers) {
    response.write(frameOf(event));
    if (hasEnded()) response.end();
  }
}

const frameOf = ({ id, type }) => `id: ${id}\nevent: ${type}\ndata: {}\n\n`;

server.listen(Number(process.env.PORT ?? 4014), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
