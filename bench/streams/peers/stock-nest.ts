import 'reflect-metadata';
import { Controller, Module, Param, Sse, type MessageEvent } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Subject, filter, map, type Observable } from 'rxjs';
import { SAMPLE_TYPE, sampleJson } from '../event/sample-event.js';
import { servePeer } from './peer-process.js';
import type { BenchPeer } from './peer.js';

interface AddressedMessage {
  /** The stream that receives the message; null for all streams. */
  stream: string | null;
  message: MessageEvent;
}

/** As most examples on the web do it: one Subject, and a filter for each connection. */
const events = new Subject<AddressedMessage>();
let made = 0;

@Controller()
class StreamController {
  @Sse('stream/:stream')
  read(@Param('stream') stream: string): Observable<MessageEvent> {
    return events.pipe(
      filter((event) => event.stream === null || event.stream === stream),
      map(({ message }) => message),
    );
  }
}

@Module({ controllers: [StreamController] })
class StockModule {}

const app = await NestFactory.create<NestFastifyApplication>(StockModule, new FastifyAdapter(), {
  logger: ['error', 'warn'],
});
await app.listen({ port: 0, host: '127.0.0.1' });

const createAddresses = (count: number) =>
  Promise.resolve(Array.from({ length: count }, (_, stream) => ({ path: `/stream/${stream}` })));

const send = (stream: string | null, stamp?: number): undefined => {
  const message = { id: String(++made), type: SAMPLE_TYPE, data: sampleJson(stamp) };
  events.next({ stream, message });
};

const peer: BenchPeer = {
  port: Number(new URL(await app.getUrl()).port),
  createAddresses,
  createSharedAddresses: createAddresses,
  sendToOne: (stream, stamp) => send(String(stream), stamp),
  sendToAll: () => send(null),
  close: () => Promise.resolve(),
};

servePeer(peer, {});
