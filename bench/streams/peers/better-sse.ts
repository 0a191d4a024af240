import { createServer } from 'node:http';
import { createChannel, createSession, type Session } from 'better-sse';
import { SAMPLE_TYPE, sampleJson } from '../event/sample-event.js';
import { listen, streamNumber } from './listen-on-loopback.js';
import { servePeer } from './peer-process.js';
import type { BenchPeer } from './peer.js';

/** As its documentation has it: sessions by key for one reader, a channel for all. */
const sessions = new Map<number, Session>();
const everybody = createChannel();
let made = 0;

/** The data is JSON already. */
const serializer = (data: unknown): string => data as string;

const server = createServer((request, response) => {
  const stream = streamNumber(request.url);
  void createSession(request, response, { serializer }).then((session) => {
    sessions.set(stream, session);
    everybody.register(session);
    session.once('disconnected', () => sessions.delete(stream));
  });
});

const address = (count: number) =>
  Promise.resolve(Array.from({ length: count }, (_, stream) => ({ path: `/stream/${stream}` })));

const peer: BenchPeer = {
  port: await listen(server),
  createAddresses: address,
  createSharedAddresses: address,
  sendToOne: (stream, stamp) => {
    sessions.get(stream)?.push(sampleJson(stamp), SAMPLE_TYPE, String(++made));
    return undefined;
  },
  sendToAll: () => {
    everybody.broadcast(sampleJson(), SAMPLE_TYPE, { eventId: String(++made) });
    return undefined;
  },
  close: () => Promise.resolve(),
};

servePeer(peer, {});
