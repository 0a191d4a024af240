import { afterEach, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { ResponseSink } from '../frame/response-sink.js';
import { Frame } from '../frame/frame.js';
import { serveFrames } from './serve-frames.js';

const server = createServer();

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A response that is served as Nest serves it, except that `onComplete` stands for Nest. */
async function serve(onComplete: (response: ServerResponse) => void) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const asked = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
  const call = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  const [, response] = await asked;
  const answered = once(call, 'response') as Promise<[IncomingMessage]>;
  const sink = new ResponseSink(response);
  const endings: (() => void)[] = [];
  const source = {
    start: jest.fn(() => {
      sink.send(Frame.heartbeat);
      return Promise.resolve();
    }),
    end: jest.fn(),
    onEnd: (action: () => void) => void endings.push(action),
  };
  const frames$ = serveFrames(sink, source);
  const piped = new PassThrough();
  piped.pipe(response);
  frames$.subscribe({
    complete: () => {
      onComplete(response);
      piped.end();
    },
  });
  const end = () => {
    for (const ending of endings) ending();
  };
  return { source, response, answered, end };
}

it('the observable completes at once, and the response stays open until the source ends', async () => {
  const { source, response, answered, end } = await serve((opened) => {
    opened.writeHead(200, { 'content-type': 'text/event-stream' });
    opened.flushHeaders();
  });
  expect(source.start).toHaveBeenCalledTimes(1);
  const [body] = await answered;
  expect(String((await once(body, 'data'))[0])).toBe(': heartbeat\n\n');
  expect(response.writableEnded).toBe(false);
  end();
  await once(body.resume(), 'end');
  expect(source.end).not.toHaveBeenCalled();
});

it('a response that an exception filter answers gets no frame', async () => {
  const { source, response, answered } = await serve(() => undefined);
  expect(source.start).not.toHaveBeenCalled();
  expect(source.end).toHaveBeenCalledTimes(1);
  response.writeHead(500).end();
  expect((await answered)[0].statusCode).toBe(500);
});
