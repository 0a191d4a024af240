import express, { type Response } from 'express';
import { createServer, type RequestListener } from 'node:http';
import { close, listen, type Peer } from './peer.js';
import type { Trigger } from '../option/trigger.js';

/** As tutorials write it: headers, an array of open responses, and `res.write` for each event. */
export async function startExpress(): Promise<Peer> {
  const app = express();
  let clients: Response[] = [];
  let made = 0;
  app.get('/events', (request, response) => {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      Connection: 'keep-alive',
      'Cache-Control': 'no-cache',
    });
    response.write(`data: ${JSON.stringify({ hello: true })}\n\n`);
    clients.push(response);
    request.on('close', () => {
      clients = clients.filter((client) => client !== response);
    });
  });
  const server = createServer(app as unknown as RequestListener);
  const url = await listen(server);
  const publish: Trigger = () => {
    made += 1;
    for (const client of clients) client.write(`data: ${JSON.stringify({ made })}\n\n`);
    return Promise.resolve();
  };
  return {
    url: `${url}/events`,
    trigger: publish,
    stop: () => close(server),
  };
}
