import type { Settings } from '#platform';
import { ClientConnections } from './client-connections.js';
import { deriveQuotaLimits } from './quota-limits.js';

/** Requests of one HTTP/1.1 connection that may wait. Browsers send none before the answer is there. */
const MAX_QUEUED = 16;

/** Bytes of unread answers of one HTTP/2 connection above which its next request waits. */
const MAX_PENDING_BYTES_PER_CONNECTION = 1024 * 1024;

/** How long a connection may have no request; Node ends an HTTP/1.1 connection before that. */
const IDLE_MS = 90_000;

/** Creates the bounds of the client connections from the settings. */
export const createClientConnections = ({ http, streams }: Settings): ClientConnections =>
  new ClientConnections({
    maxQueued: MAX_QUEUED,
    maxPendingBytes: MAX_PENDING_BYTES_PER_CONNECTION,
    maxProcessBytes: http.maxPendingAnswerBytes,
    requestMs: http.requestMaxSeconds * 1000,
    answerMs: http.answerMaxLagSeconds * 1000,
    idleMs: IDLE_MS,
    quota: deriveQuotaLimits({ http, streams }),
  });
