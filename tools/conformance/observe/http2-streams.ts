import { connect, type ClientHttp2Session } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { ConnectionProblem, describeError } from '../http/connection-problem.js';
import type { StreamTarget } from '../http/stream-target.js';
import { tlsOptions } from '../http/tls-options.js';

export interface Http2Options {
  /** How many streams are opened in one connection. */
  readonly streams: number;
  /** The bound for the handshake, and for the headers of all answers, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Opens streams over one connection of HTTP/2, as a browser does for its tabs.
 *
 * @returns their statuses; undefined when the server does not choose HTTP/2
 * @throws {ConnectionProblem} without the headers of all answers in time
 */
export async function openHttp2Streams(
  target: StreamTarget,
  { streams, timeoutMs }: Http2Options,
): Promise<number[] | undefined> {
  if (!(await negotiatesHttp2(target, timeoutMs))) return undefined;
  const session = connect(target.url.origin, { rejectUnauthorized: !target.insecure });
  return new Promise<number[]>((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(new ConnectionProblem(describeError(error)));
    };
    const timer = setTimeout(() => {
      fail(new Error(`not all of ${streams} streams were answered within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    session.on('error', fail);
    const requests = Array.from({ length: streams }, () => openStream(session, target));
    Promise.all(requests)
      .then(resolve, fail)
      .finally(() => {
        clearTimeout(timer);
      });
  }).finally(() => {
    session.destroy();
  });
}

function openStream(session: ClientHttp2Session, { url, headers }: StreamTarget): Promise<number> {
  const request = session.request({
    ...headers,
    ':path': `${url.pathname}${url.search}`,
    accept: 'text/event-stream',
  });
  return new Promise((resolve, reject) => {
    request.once('response', (answer) => {
      resolve(answer[':status'] ?? 0);
    });
    request.on('error', reject);
    request.resume();
  });
}

function negotiatesHttp2(target: StreamTarget, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({ ...tlsOptions(target), ALPNProtocols: ['h2', 'http/1.1'] });
    socket.setTimeout(timeoutMs, () => {
      socket.destroy(new Error('the TLS handshake did not end in time'));
    });
    socket.once('secureConnect', () => {
      resolve(socket.alpnProtocol === 'h2');
      socket.destroy();
    });
    socket.once('error', (error) => {
      reject(new ConnectionProblem(describeError(error)));
    });
  });
}
