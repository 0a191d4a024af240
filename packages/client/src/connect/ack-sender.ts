import { ApiProblem } from '../http/api-problem.js';
import type { Credentials } from '../http/credentials.js';

export interface AckSenderOptions {
  baseUrl: string;
  credentials: Credentials;
  signal: AbortSignal;
  fetch?: typeof fetch;
}

/** A slower request is abandoned, because the next acknowledgement includes this one. */
const TIMEOUT_MS = 5_000;

/** @returns a function that sends one acknowledgement, and throws an `ApiProblem` unless it gets 2xx */
export function ackSender(options: AckSenderOptions): (cursor: string) => Promise<void> {
  const { baseUrl, credentials, signal, fetch: send = fetch } = options;
  const url = `${baseUrl.replace(/\/+$/, '')}/v1/streams/acks`;
  return async (cursor) => {
    const attempt = new AbortController();
    const abort = (): void => {
      attempt.abort();
    };
    const timer = setTimeout(abort, TIMEOUT_MS);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const token = await credentials.token();
      const headers: Record<string, string> = { 'content-type': 'application/json' };
      if (token) headers['authorization'] = `Bearer ${token}`;
      const body = JSON.stringify({ cursor });
      const credentialMode = token ? 'omit' : 'include';
      const init = { method: 'POST', headers, body, signal: attempt.signal };
      const response = await send(url, { ...init, credentials: credentialMode });
      if (!response.ok) throw await ApiProblem.from(response);
    } catch (error) {
      throw error instanceof ApiProblem ? error : ApiProblem.unreachable(error);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  };
}
