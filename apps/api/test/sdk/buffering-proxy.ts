import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that forwards a response only when it is complete, so an open stream never arrives. */
export interface BufferingProxy {
  url: string;
  /** The `Accept` header of each request, in order. */
  accepts: string[];
  close(): Promise<void>;
}

/** Starts a buffering proxy on a free port of 127.0.0.1. */
export async function startBufferingProxy(target: { url: string }): Promise<BufferingProxy> {
  const accepts: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method, url = '/', headers } = incoming;
    accepts.push(headers.accept ?? '');
    const upstream = request(target.url + url, { method, headers, agent: false });
    upstream.on('error', () => outgoing.destroy());
    upstream.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('error', () => outgoing.destroy());
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        outgoing.writeHead(response.statusCode ?? 0, response.headers).end(Buffer.concat(chunks));
      });
    });
    outgoing.once('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepts,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
