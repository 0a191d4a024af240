// This mend is not enough. The checker says:
// ✘ A second stream of a driver ends the first one
import { createServer } from 'node:http';

const HEARTBEAT_MS = Number(process.env.HEARTBEAT_MS ?? 1000);
/** driver → { response, seenAt, delivered }: the connections that count as online. */
const connections = new Map();
let lastId = 0;

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const driver = searchParams.get('driver');
  if (pathname === '/stream') return openStream(driver, response);
  if (pathname === '/online') return response.end(`${JSON.stringify(listOnline())}\n`);
  const connection = connections.get(driver);
  if (!connection) return response.writeHead(404).end();
  if (pathname === '/offers') sendOffer(connection);
  if (pathname === '/acks') acknowledge(connection, Number(searchParams.get('cursor')));
  response.writeHead(204).end();
});

function openStream(driver, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(`retry: ${HEARTBEAT_MS}\n\n`);
  const connection = { response, seenAt: performance.now(), delivered: 0 };
  connections.set(driver, connection);
  response.on('close', () => {
    // The newer connection of a driver who came back stays.
    if (connections.get(driver) === connection) connections.delete(driver);
  });
}

function sendOffer(connection) {
  lastId += 1;
  connection.response.write(`id: ${lastId}\nevent: offer\ndata: {"offer":${lastId}}\n\n`);
}

/** The driver's phone says: I am here, and have processed all events up to `cursor`. */
function acknowledge(connection, cursor) {
  connection.seenAt = performance.now();
  connection.delivered = Math.max(connection.delivered, cursor);
}

setInterval(() => {
  for (const { response, seenAt } of connections.values()) {
    if (performance.now() - seenAt > 3 * HEARTBEAT_MS) response.destroy();
    else response.write(': heartbeat\n\n');
  }
}, HEARTBEAT_MS);

function listOnline() {
  return [...connections].map(([driver, { delivered }]) => ({ driver, delivered }));
}

server.listen(Number(process.env.PORT ?? 4010), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
