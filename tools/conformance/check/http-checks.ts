import { fetchAnswer, fetchHeaders } from '../http/fetch-answer.js';
import { isEventStream } from '../http/stream-connection.js';
import { withHeaders, withoutCredentials } from '../http/stream-target.js';
import { answersHeadTwice } from '../observe/repeated-head.js';
import { openHttp2Streams } from '../observe/http2-streams.js';
import type { KitOptions } from '../option/kit-options.js';
import { failed, failedIf, passed, skipped, type Check, type Outcome } from './check.js';
import { clauses } from './clauses.js';

/** Browsers open six connections of HTTP/1.1 to an origin; the seventh waits. */
const MORE_THAN_A_BROWSER_OPENS = 7;
const ACCEPT = { accept: 'text/event-stream' };

/** How the server takes other requests. */
export const httpChecks: readonly Check[] = [
  {
    id: 'head',
    title: 'HEAD is answered without a body, and ends',
    level: 'required',
    why: 'Monitors and load balancers ask with HEAD. A handler that treats it as GET keeps an open stream for each, without a reader.',
    clause: clauses.head,
    run: ({ options }) => checkHead(options),
  },
  {
    id: 'other-methods',
    title: 'A method that the stream does not have is refused',
    level: 'recommended',
    why: 'A client that sends the wrong method has to learn it from 404, 405 or 501. A stream, or 500, hides the mistake.',
    clause: clauses.methods,
    run: async (seen) => {
      const { target, timeoutMs } = seen.options;
      // PROPFIND is safe by its definition (RFC 4918): it has no effect, wherever it arrives.
      const { status } = await fetchHeaders(target, { method: 'PROPFIND', timeoutMs });
      const detail = `PROPFIND was answered with ${status}.`;
      return [400, 403, 404, 405, 501].includes(status) ? passed(detail) : failed(detail);
    },
  },
  {
    id: 'unauthorized',
    title: 'A client without credentials is refused with 401, 403 or 404',
    level: 'required',
    why: 'With 200 every stranger reads the stream. With a redirect or an error of the server, a client tries again for ever instead of getting a new token.',
    clause: clauses.unauthorized,
    run: async (seen) => {
      const { target, timeoutMs } = seen.options;
      const { authorization, cookie } = target.headers;
      if (authorization === undefined && cookie === undefined) return skipped('Only with --token.');
      const stranger = withHeaders(withoutCredentials(target), ACCEPT);
      const { status } = await fetchHeaders(stranger, { timeoutMs });
      const detail = `The status was ${status}.`;
      return [401, 403, 404].includes(status) ? passed(detail) : failed(detail);
    },
  },
  {
    id: 'challenge',
    title: 'A refusal with 401 says how to authenticate',
    level: 'recommended',
    why: 'The header WWW-Authenticate must come with 401. Libraries of clients choose by it whether a new token helps.',
    clause: clauses.challenge,
    run: async (seen) => {
      const { target, timeoutMs } = seen.options;
      const stranger = withHeaders(withoutCredentials(target), ACCEPT);
      const { status, headers } = await fetchHeaders(stranger, { timeoutMs });
      if (status !== 401) return skipped('No request was refused with 401.');
      const value = headers['www-authenticate'];
      const detail = `WWW-Authenticate was ${value ?? 'missing'}.`;
      return value === undefined ? failed(detail) : passed(detail);
    },
  },
  {
    id: 'not-found',
    title: 'An address that does not exist gives no stream',
    level: 'recommended',
    why: 'A client with a wrong address has to learn it. A server that answers all addresses with 200 keeps it waiting for ever.',
    clause: clauses.notFound,
    run: async (seen) => {
      const { target, timeoutMs } = seen.options;
      const url = new URL(target.url);
      url.pathname = `${url.pathname.replace(/\/$/, '')}/conformance-unknown`;
      const { status } = await fetchHeaders({ ...target, url }, { timeoutMs });
      const detail = `The status was ${status}.`;
      return status >= 400 && status < 500 ? passed(detail) : failed(detail);
    },
  },
  {
    id: 'ended',
    title: 'A stream that has ended for good is answered with 204',
    level: 'required',
    why: 'EventSource reconnects whenever a stream ends. Only 204 stops it; without it every client asks for ever.',
    clause: clauses.processing,
    run: async (seen) => {
      const { target, ended, timeoutMs } = seen.options;
      if (!ended) return skipped('Only with --ended.');
      const { status } = await fetchHeaders(withHeaders({ ...target, url: ended }, ACCEPT), {
        timeoutMs,
      });
      return failedIf(status === 204 ? undefined : `The status was ${status}.`, 'It was 204.');
    },
  },
  {
    id: 'http2',
    title: `HTTP/2 carries ${MORE_THAN_A_BROWSER_OPENS} streams in one connection`,
    level: 'recommended',
    why: 'Over HTTP/1.1 a browser opens six connections to an origin. The seventh tab, and every other request of the page, waits without an error.',
    clause: clauses.http2,
    run: async (seen) => {
      const { target, timeoutMs } = seen.options;
      if (target.url.protocol !== 'https:') {
        return skipped('Only with https: browsers speak HTTP/2 over TLS alone.');
      }
      const streams = MORE_THAN_A_BROWSER_OPENS;
      const statuses = await openHttp2Streams(target, { streams, timeoutMs });
      if (!statuses) return failed('The server does not choose HTTP/2 (ALPN h2).');
      const detail = `The statuses were ${[...new Set(statuses)].join(', ')}.`;
      return statuses.every((status) => status === 200) ? passed(detail) : failed(detail);
    },
  },
];

async function checkHead({ target, timeoutMs }: KitOptions): Promise<Outcome> {
  const { status, headers } = await fetchAnswer(withHeaders(target, ACCEPT), {
    method: 'HEAD',
    timeoutMs,
  });
  const detail = `The answer was ${status}, ${headers['content-type'] ?? 'no Content-Type'}.`;
  const isSame = status === 200 && isEventStream(headers['content-type']);
  if (!isSame && status !== 405) return failed(detail);
  return (await answersHeadTwice(target, timeoutMs))
    ? passed(detail)
    : failed('The answer does not end: a second request in the same connection got none.');
}
