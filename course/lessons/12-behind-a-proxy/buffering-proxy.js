import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';

/** Bytes that it collects before it sends them on, and the silence that it allows. */
const BUFFER_BYTES = 4096;
const READ_TIMEOUT_MS = 3000;

/** A proxy that stands in for nginx: it buffers unless `X-Accel-Buffering: no` forbids it. */
export async function startBufferingProxy({ port, serverPort }) {
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const upstream = ask({ host: '127.0.0.1', port: serverPort, method, path: url, headers });
    upstream.setTimeout(READ_TIMEOUT_MS, () => upstream.destroy(new Error('read time-out')));
    upstream.on('response', (answer) => forward(answer, response));
    upstream.on('error', () => (response.headersSent ? response.destroy() : refuse(response)));
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

function forward(answer, response) {
  const { 'x-accel-buffering': buffering, ...headers } = answer.headers;
  response.writeHead(answer.statusCode, headers);
  response.flushHeaders();
  let waiting = [];
  const flush = () => {
    for (const chunk of waiting.splice(0)) response.write(chunk);
  };
  answer.on('data', (chunk) => {
    waiting.push(chunk);
    const size = waiting.reduce((sum, { length }) => sum + length, 0);
    if (buffering === 'no' || size >= BUFFER_BYTES) flush();
  });
  answer.on('end', () => (flush(), response.end()));
  answer.on('error', () => response.destroy());
}

function refuse(response) {
  response.writeHead(502).end();
}
