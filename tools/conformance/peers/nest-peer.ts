import 'reflect-metadata';
import { Controller, Module, Sse, type MessageEvent } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Subject, type Observable } from 'rxjs';
import type { Peer } from './peer.js';
import type { Trigger } from '../option/trigger.js';

const events = new Subject<MessageEvent>();

@Controller()
class EventsController {
  @Sse('events')
  read(): Observable<MessageEvent> {
    return events;
  }
}

@Module({ controllers: [EventsController] })
class EventsModule {}

/** `@Sse()` as the documentation of Nest shows it: a Subject without ids. */
export async function startNest(): Promise<Peer> {
  const app = await NestFactory.create<NestFastifyApplication>(
    EventsModule,
    new FastifyAdapter({ forceCloseConnections: true }),
    { logger: ['error', 'warn'] },
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  let made = 0;
  const publish: Trigger = () => {
    made += 1;
    events.next({ data: { made } });
    return Promise.resolve();
  };
  return {
    url: `${await app.getUrl()}/events`,
    trigger: publish,
    stop: () => app.close(),
  };
}
