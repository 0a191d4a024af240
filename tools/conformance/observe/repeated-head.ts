import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ConnectionProblem, describeError } from '../http/connection-problem.js';
import type { StreamTarget } from '../http/stream-target.js';
import { tlsOptions } from '../http/tls-options.js';

const HEAD_END = '\r\n\r\n';
/** More than the headers of two answers have. */
const MAX_CHARACTERS = 131_072;

/**
 * Sends HEAD twice in one connection. No body follows HEAD, so only the second answer shows that the
 * first one has ended. The clients of Node.js open a new connection for it, so this one is written
 * by hand.
 *
 * @returns whether both were answered, or the server closed the connection after the first answer
 * @throws {ConnectionProblem} without a connection
 */
export function answersHeadTwice(target: StreamTarget, timeoutMs: number): Promise<boolean> {
  const { url } = target;
  const isSecure = url.protocol === 'https:';
  const socket = isSecure
    ? connectTls({ ...tlsOptions(target), ALPNProtocols: ['http/1.1'] })
    : connectTcp({ host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80) });
  const request = headOf(target);
  return new Promise<boolean>((resolve, reject) => {
    const timer = setTimeout(resolve, timeoutMs, false);
    let text = '';
    let asked = 1;
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text = (text + chunk).slice(0, MAX_CHARACTERS);
      const answers = text.split(HEAD_END).length - 1;
      if (answers === 1 && asked === 1) {
        asked += 1;
        socket.write(request);
      }
      if (answers > 1) resolve(true);
    });
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(text.includes(HEAD_END));
    });
    socket.once('error', (error) => {
      reject(new ConnectionProblem(describeError(error)));
    });
    socket.write(request);
  }).finally(() => {
    socket.destroy();
  });
}

function headOf({ url, headers }: StreamTarget): string {
  const all = { ...headers, host: url.host, accept: 'text/event-stream' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HEAD ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
