import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

/** The last events, at most 1,000. */
const events = [];
let lastId = 0;

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (pathname === '/events') publish(searchParams.get('data'), Number(searchParams.get('bytes')));
  const buffered = [...sockets.clients].reduce((sum, socket) => sum + socket.bufferedAmount, 0);
  response.end(`${JSON.stringify({ sockets: sockets.clients.size, buffered, lastId })}\n`);
});

const sockets = new WebSocketServer({ server, path: '/stream' });

sockets.on('connection', (socket) => {
  socket.on('error', () => {});
});

/** Sends an event to all clients. `bytes` makes it larger, as an event with a picture would be. */
function publish(data, bytes) {
  lastId += 1;
  const event = { id: lastId, data, padding: ' '.repeat(bytes) };
  events.push(event);
  if (events.length > 1000) events.shift();
  for (const socket of sockets.clients) socket.send(JSON.stringify(event));
}

server.listen(Number(process.env.PORT ?? 4015), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
