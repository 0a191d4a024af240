import { createServer } from 'node:http';

/** Milliseconds that a request is held before it gets an empty list. */
const HOLD_MS = Number(process.env.HOLD_MS ?? 20_000);
/** Events that are kept. A client that comes later than that would need chapter 5. */
const MOST_EVENTS = Number(process.env.MOST_EVENTS ?? 1000);
const JSON_HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

let lastId = 0;
const log = [];
const waiting = new Set();

function publish(type) {
  lastId += 1;
  const event = { id: lastId, type };
  log.push(event);
  if (log.length > MOST_EVENTS) log.shift();
  for (const answer of waiting) answer([event]);
}

function poll(response, after) {
  const stopWaiting = () => {
    clearTimeout(timer);
    waiting.delete(answer);
  };
  const answer = (events) => {
    stopWaiting();
    response.writeHead(200, JSON_HEADERS);
    response.end(JSON.stringify(events));
  };
  const timer = setTimeout(() => answer([]), HOLD_MS);
  const missed = log.filter(({ id }) => id > after);
  if (missed.length > 0) return answer(missed);
  waiting.add(answer);
  // A client that is gone must not stay in the list.
  return response.on('close', stopWaiting);
}

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/events') return poll(response, Number(url.searchParams.get('after') ?? 0));
  if (url.pathname === '/arrive' && request.method === 'POST') {
    // One press of the driver's button is two events.
    publish('driver_arrived');
    publish('waiting_started');
    return response.writeHead(204).end();
  }
  if (url.pathname === '/waiting') return response.end(`${waiting.size}\n`);
  return response.writeHead(404).end();
});

server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
