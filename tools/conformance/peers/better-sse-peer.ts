import { createChannel, createSession } from 'better-sse';
import express from 'express';
import { createServer, type RequestListener } from 'node:http';
import { close, listen, type Peer } from './peer.js';
import type { Trigger } from '../option/trigger.js';

const MAX_HISTORY = 1000;

interface StoredEvent {
  readonly id: string;
  readonly data: { readonly made: number };
}

/**
 * A channel of better-sse with Express, as its documentation has it. The package keeps no history; it gives the client's last id as
 * `session.lastId`, so the events after it come from an array here.
 */
export async function startBetterSse(): Promise<Peer> {
  const channel = createChannel();
  const history: StoredEvent[] = [];
  let made = 0;
  const app = express();
  app.get('/events', (request, response) => {
    void createSession(request, response).then(async (session) => {
      const last = history.findIndex(({ id }) => id === session.lastId);
      const missed = session.lastId === '' ? [] : history.slice(last + 1);
      await session.batch((buffer) => {
        for (const { id, data } of missed) buffer.push(data, 'made', id);
      });
      channel.register(session);
    });
  });
  const server = createServer(app as unknown as RequestListener);
  const url = await listen(server);
  const publish: Trigger = () => {
    const event = { id: String(++made), data: { made } };
    history.push(event);
    if (history.length > MAX_HISTORY) history.shift();
    channel.broadcast(event.data, 'made', { eventId: event.id });
    return Promise.resolve();
  };
  return {
    url: `${url}/events`,
    trigger: publish,
    stop: () => close(server),
  };
}
