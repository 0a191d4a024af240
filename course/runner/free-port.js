import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port of 127.0.0.1 that no program listens on. Another program may take it before the caller does. */
export async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** @throws an error for the learner when another program listens on this port of 127.0.0.1 */
export async function requireFreePort(port) {
  const server = createServer();
  try {
    server.listen(Number(port), '127.0.0.1');
    await once(server, 'listening');
  } catch {
    const message = `Port ${port} is in use. End the program that listens there, or set PORT=<another>.`;
    throw Object.assign(new Error(message), { isForLearner: true });
  }
  server.close();
  await once(server, 'close');
}
