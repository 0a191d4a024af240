import { createServer } from 'node:http';

const HEARTBEAT_MS = Number(process.env.HEARTBEAT_MS ?? 1000);
const readers = new Set();
let lastId = 0;

const server = createServer((request, response) => {
  if (request.url === '/stream') return openStream(response);
  if (request.url === '/events') sendEvent();
  response.end(`${JSON.stringify({ readers: readers.size, lastId })}\n`);
});

function openStream(response) {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
  });
  response.write(`retry: ${HEARTBEAT_MS}\n\n`);
  readers.add(response);
  response.on('close', () => readers.delete(response));
}

function sendEvent() {
  lastId += 1;
  for (const response of readers) response.write(`id: ${lastId}\ndata: {"n":${lastId}}\n\n`);
}

server.listen(Number(process.env.PORT ?? 4012), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
