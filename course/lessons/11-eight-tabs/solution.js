import { createServer } from 'node:http';

const TICK_MS = Number(process.env.TICK_MS ?? 1000);
const PAGE = '<!doctype html><title>Events</title><body><script src="/tab.js"></script>';
/** What each tab runs. It shows the id of each event. */
const TAB = `
let lastId = '';
function show(id) {
  if (Number(id) > Number(lastId)) document.body.append((lastId = id) + ' ');
}
const channel = new BroadcastChannel('events');
channel.onmessage = ({ data }) => show(data);
navigator.locks.request('reader', () => new Promise(() => {
  new EventSource('/stream?cursor=' + lastId).onmessage = ({ lastEventId }) => {
    show(lastEventId);
    channel.postMessage(lastEventId);
  };
}));
`;
const readers = new Set();
/** The frames of the last 100 events. */
const history = [];
let lastId = 0;

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (pathname === '/') return send(response, 'text/html', PAGE);
  if (pathname === '/tab.js') return send(response, 'text/javascript', TAB);
  if (pathname === '/readers') return send(response, 'application/json', `${readers.size}\n`);
  if (pathname !== '/stream') return response.writeHead(404).end();
  openStream(response, request.headers['last-event-id'] ?? searchParams.get('cursor'));
});

function send(response, type, body) {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}

/** Without a cursor the stream begins with the next event. */
function openStream(response, cursor) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('retry: 500\n\n');
  const missed = cursor ? lastId - Number(cursor) : 0;
  if (missed > 0) response.write(history.slice(-missed).join(''));
  readers.add(response);
  response.on('close', () => readers.delete(response));
}

setInterval(() => {
  lastId += 1;
  const frame = `id: ${lastId}\ndata: {}\n\n`;
  history.push(frame);
  if (history.length > 100) history.shift();
  for (const response of readers) response.write(frame);
}, TICK_MS);

server.listen(Number(process.env.PORT ?? 4011), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
