/**
 * The instrumentation of a process without writers: Node loads this module before the server's main
 * module (`--import`), in the same process. The server itself runs as it does in production.
 */
import 'reflect-metadata';
import { captureApplication } from '../tripstream/capture-application.js';
import { processFigures } from './process-figures.js';
import { serveCalls } from './serve-calls.js';

/** The calls that every server of the benchmark answers. */
export interface ServerCalls {
  port(_: null): number;
  memory(_: null): Promise<number>;
  cpuMicros(_: null): number;
}

function stopServer(): Promise<void> {
  process.emit('SIGTERM', 'SIGTERM');
  return new Promise(() => undefined);
}

// Awaiting here would keep Node from loading the server.
void captureApplication().then(({ port }) => {
  const calls: ServerCalls = { port: () => port, ...processFigures };
  serveCalls(calls, stopServer);
});
