import { createServer, type ServerResponse } from 'node:http';
import { sampleFrame } from '../event/sample-event.js';
import { listenOnLoopback, parseStreamNumber } from './listen-on-loopback.js';
import { servePeer } from './peer-process.js';
import type { BenchPeer } from './peer.js';

const PREPARED = 1024;

/** `node:http` and a Map: the upper bound for a server on Node that does not write to sockets itself. */
const responses = new Map<number, ServerResponse>();
const prepared = Array.from({ length: PREPARED }, (_, id) => Buffer.from(sampleFrame(id + 1)));
let made = 0;

const nextPrepared = (): Buffer => prepared[made++ % PREPARED] as Buffer;

const server = createServer((request, response) => {
  const stream = parseStreamNumber(request.url);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.flushHeaders();
  responses.set(stream, response);
  request.socket.once('close', () => responses.delete(stream));
});

const createAddresses = (count: number) =>
  Promise.resolve(Array.from({ length: count }, (_, stream) => ({ path: `/stream/${stream}` })));

const peer: BenchPeer = {
  port: await listenOnLoopback(server),
  createAddresses,
  createSharedAddresses: createAddresses,
  sendToOne: (stream, stamp) => {
    const frame = stamp === undefined ? nextPrepared() : Buffer.from(sampleFrame(++made, stamp));
    responses.get(stream)?.write(frame);
    return undefined;
  },
  sendToAll: () => {
    const frame = nextPrepared();
    for (const response of responses.values()) response.write(frame);
    return undefined;
  },
  close: () => Promise.resolve(),
};

servePeer(peer, {});
