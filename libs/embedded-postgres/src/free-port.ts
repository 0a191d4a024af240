import { createServer, type AddressInfo } from 'node:net';

/**
 * Finds a port of 127.0.0.1 that is free at this moment. Another process may take it before the
 * caller does, so the caller must retry.
 */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
