import { createServer } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';

const HEAD = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' };
/** Bytes that may wait for one reader. */
const MOST_QUEUED = 2 ** 20;
/** A line on the map, of 16 kB. */
const ROUTE = 'x'.repeat(16_000);

const streams = new Set();
let lastId = 0;

function publish() {
  lastId += 1;
  const text = `id: ${lastId}\nevent: route.changed\ndata: {"id":${lastId},"route":"${ROUTE}"}\n\n`;
  for (const stream of streams) stream.write(text);
}

async function publishMany(count) {
  for (let event = 0; event < count; event += 1) {
    publish();
    await nextTurn();
  }
}

function openStream(response) {
  response.writeHead(200, HEAD).write('retry: 300\n\n');
  streams.add(response);
  response.on('close', () => streams.delete(response));
}

/** What waits in this process for readers. */
function stats() {
  const queued = [...streams].reduce((sum, { writableLength }) => sum + writableLength, 0);
  return { streams: streams.size, queuedMegabytes: Math.round(queued / 2 ** 20) };
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  if (pathname === '/stream') return openStream(response);
  if (pathname === '/publish') await publishMany(Number(searchParams.get('events')));
  return response.end(`${JSON.stringify(stats())}\n`);
});

server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
