import { createServer } from 'node:http';

/** The origin of the page: scheme, host and port. It is not the origin of this server. */
const PAGE = `http://127.0.0.1:${process.env.COMPANION_PORT ?? 4104}`;
const STATUSES = ['matching', 'driver_assigned', 'driver_arrived', 'in_progress', 'completed'];
const STATUS_MS = 500;
const DRAIN_MS = 1500;

const streams = new Set();
let step = 0;
let isDraining = false;

function corsHeaders(request) {
  if (request.headers.origin !== PAGE) return { Vary: 'Origin' };
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': PAGE,
    'Access-Control-Allow-Credentials': 'true',
  };
}

function openStream(request, response) {
  const cors = corsHeaders(request);
  const isSignedIn = /(^|; )session=/.test(request.headers.cookie ?? '');
  if (!isSignedIn) return response.writeHead(401, cors).end();
  response.writeHead(200, {
    ...cors,
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
  });
  response.write('retry: 500\n\n');
  if (isDraining) return response.end();
  streams.add(response);
  return response.on('close', () => streams.delete(response));
}

/** Ends all streams and takes no new ones for a while, as a server does before a restart. */
function drain() {
  isDraining = true;
  for (const stream of streams) stream.end();
  setTimeout(() => (isDraining = false), DRAIN_MS);
}

const server = createServer((request, response) => {
  if (request.url === '/stream') return openStream(request, response);
  if (request.url === '/drain' && request.method === 'POST') {
    drain();
    return response.writeHead(204, corsHeaders(request)).end();
  }
  return response.writeHead(404).end();
});

setInterval(() => {
  step += 1;
  const frame = `id: ${step}\nevent: ride.status\ndata: ${STATUSES[step % STATUSES.length]}\n\n`;
  for (const stream of streams) stream.write(frame);
}, STATUS_MS);
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
