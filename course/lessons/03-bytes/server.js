import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const HEAD = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' };
const RIDE = [
  { event: 'ride.status', data: '{"status":"driver_assigned","driver":"Zoë"}' },
  { event: 'rider.note', data: 'I stand at the café.\nMy umbrella is red ☂' },
];
const HEARTBEAT_MS = 1000;

const readers = new Set();
let lastId = RIDE.length;

/** One message: its fields, a line each, and an empty line at its end. */
function frame(id, event, data) {
  return `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`;
}

function openStream(response, size) {
  const reader = { response, size };
  response.writeHead(200, HEAD);
  write(reader, 'retry: 3000\n: the stream is open\n\n');
  RIDE.forEach(({ event, data }, index) => write(reader, frame(index + 1, event, data)));
  readers.add(reader);
  response.on('close', () => readers.delete(reader));
}

/** Writes the bytes in pieces of a size, as a network may cut them. */
function write({ response, size }, characters) {
  const bytes = Buffer.from(characters);
  for (let start = 0; start < bytes.length; start += size) {
    response.write(bytes.subarray(start, start + size));
  }
}

async function publishNote(request, response) {
  lastId += 1;
  const note = frame(lastId, 'rider.note', await text(request));
  for (const reader of readers) write(reader, note);
  response.writeHead(204).end();
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (pathname === '/stream') return openStream(response, Number(searchParams.get('size') ?? 4096));
  if (pathname === '/note' && request.method === 'POST') return publishNote(request, response);
  return response.writeHead(404).end();
});

setInterval(() => {
  for (const reader of readers) write(reader, ': heartbeat\n\n');
}, HEARTBEAT_MS);
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
