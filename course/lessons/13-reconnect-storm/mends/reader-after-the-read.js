// This mend is not enough. The checker says:
// ✘ A server that stops in the middle of a read ends its stream too
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = Number(process.env.RETRY_MS ?? 1000);
/** What one read of the state costs. The database makes one read at a time. */
const READ_MS = Number(process.env.READ_MS ?? 10);
const readers = new Set();
let reads = 0;
let database = Promise.resolve();
let sharedRead;

function readState() {
  reads += 1;
  database = database.then(() => sleep(READ_MS)).then(() => ({ carsOnDuty: 37 }));
  return database;
}

/** All requests that come while a read is under way get its answer. */
function readStateTogether() {
  sharedRead ??= readState().finally(() => (sharedRead = undefined));
  return sharedRead;
}

/** Between one and four times `RETRY_MS`, at random: each client comes back at its own time. */
const retryLine = () => `retry: ${Math.round(RETRY_MS * (1 + 3 * Math.random()))}\n`;

const server = createServer((request, response) => {
  if (request.url === '/stream') return openStream(response);
  response.end(`${JSON.stringify({ pid: process.pid, readers: readers.size, reads })}\n`);
});

async function openStream(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(`${retryLine()}\n`);
  const state = await readStateTogether();
  readers.add(response);
  response.on('close', () => readers.delete(response));
  if (response.writableEnded) return;
  response.write(`event: snapshot\ndata: ${JSON.stringify(state)}\n\n`);
}

process.on('SIGTERM', () => {
  server.close();
  for (const response of readers) {
    response.end(`event: closing\n${retryLine()}data: {"reason":"drain"}\n\n`);
  }
});

server.listen(Number(process.env.PORT ?? 4013), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
