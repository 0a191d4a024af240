import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that hands a response on once it is complete: event streams never are. */
export interface BufferingProxy {
  url: string;
  /** What was asked for, by its `Accept`. */
  accepts: string[];
  close(): Promise<void>;
}

export async function startBufferingProxy(target: { url: string }): Promise<BufferingProxy> {
  const accepts: string[] = [];
  const server = createServer((asked, answer) => {
    const { method, url = '/', headers } = asked;
    accepts.push(headers.accept ?? '');
    const call = request(target.url + url, { method, headers, agent: false });
    call.on('error', () => answer.destroy());
    call.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('error', () => answer.destroy());
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        answer.writeHead(response.statusCode ?? 0, response.headers).end(Buffer.concat(chunks));
      });
    });
    answer.once('close', () => call.destroy());
    asked.pipe(call);
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
