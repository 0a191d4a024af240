import { NoStream } from '../http/connection-problem.js';
import { isEventStream } from '../http/stream-connection.js';
import { failed, failedIf, passed, type Check } from './check.js';
import { clauses } from './clauses.js';

const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i;

/** What the headers of the answer say. */
export const responseChecks: readonly Check[] = [
  {
    id: 'status',
    title: 'The stream is answered with 200',
    level: 'required',
    why: 'A browser ends an EventSource for good at any other status, and does not reconnect.',
    clause: clauses.processing,
    run: async (seen) => {
      try {
        const { status } = await seen.opening();
        return failedIf(status === 200 ? undefined : `The status was ${status}.`, 'It was 200.');
      } catch (error) {
        if (error instanceof NoStream) return failed(`There was ${error.message}.`);
        throw error;
      }
    },
  },
  {
    id: 'media-type',
    title: 'The media type is text/event-stream',
    level: 'required',
    why: 'A browser ends an EventSource for good at any other media type.',
    clause: clauses.processing,
    run: async (seen) => {
      const type = (await seen.opening()).headers['content-type'];
      const detail = `Content-Type was ${type ?? 'missing'}.`;
      return isEventStream(type) ? passed(detail) : failed(detail);
    },
  },
  {
    id: 'charset',
    title: 'The charset is left out, or it is UTF-8',
    level: 'required',
    why: 'Clients decode every stream as UTF-8. Another charset names an encoding that they ignore.',
    clause: clauses.mediaType,
    run: async (seen) => {
      const charset = CHARSET.exec((await seen.opening()).headers['content-type'] ?? '')?.[1];
      if (charset === undefined) return passed('Content-Type names no charset.');
      const detail = `The charset was ${charset}.`;
      return charset.toLowerCase() === 'utf-8' ? passed(detail) : failed(detail);
    },
  },
  {
    id: 'cache-control',
    title: 'Cache-Control keeps caches away',
    level: 'recommended',
    why: 'A cache may store the answer of one client, hold the bytes back until it is complete, and give it to another client.',
    clause: clauses.caching,
    run: async (seen) => {
      const value = (await seen.opening()).headers['cache-control'];
      const detail = `Cache-Control was ${value ?? 'missing'}.`;
      return /\b(no-store|no-cache)\b/i.test(value ?? '') ? passed(detail) : failed(detail);
    },
  },
  {
    id: 'no-compression',
    title: 'The stream is not compressed, also for a client that accepts it',
    level: 'recommended',
    why: 'A compressor waits for more input. Unless it is flushed after each event, the event stays in its buffer.',
    clause: clauses.coding,
    run: async (seen) => {
      const coding = (await seen.compressed()).headers['content-encoding'];
      const isPlain = coding === undefined || coding === 'identity';
      return isPlain
        ? passed('No Content-Encoding.')
        : failed(`Content-Encoding was ${coding} when the client accepted gzip, br and zstd.`);
    },
  },
];
