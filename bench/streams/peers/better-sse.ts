import { createServer } from 'node:http';
import { createChannel, createSession, type Session } from 'better-sse';
import { SAMPLE_TYPE, sampleJson } from '../event/sample-event.js';
import { listenOnLoopback, parseStreamNumber } from './listen-on-loopback.js';
import { servePeer } from './peer-process.js';
import type { BenchPeer } from './peer.js';

/** As in the package's documentation: sessions by key for one reader, and a channel for all. */
const sessions = new Map<number, Session>();
const channel = createChannel();
let made = 0;

/** Keeps the data as it is, because it is JSON already. */
const serializer = (data: unknown): string => data as string;

const server = createServer((request, response) => {
  const stream = parseStreamNumber(request.url);
  void createSession(request, response, { serializer }).then((session) => {
    sessions.set(stream, session);
    channel.register(session);
    session.once('disconnected', () => sessions.delete(stream));
  });
});

const createAddresses = (count: number) =>
  Promise.resolve(Array.from({ length: count }, (_, stream) => ({ path: `/stream/${stream}` })));

const peer: BenchPeer = {
  port: await listenOnLoopback(server),
  createAddresses,
  createSharedAddresses: createAddresses,
  sendToOne: (stream, stamp) => {
    sessions.get(stream)?.push(sampleJson(stamp), SAMPLE_TYPE, String(++made));
    return undefined;
  },
  sendToAll: () => {
    channel.broadcast(sampleJson(), SAMPLE_TYPE, { eventId: String(++made) });
    return undefined;
  },
  close: () => Promise.resolve(),
};

servePeer(peer, {});
