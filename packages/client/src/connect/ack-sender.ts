import { ApiProblem } from '../http/api-problem.js';
import type { Credentials } from '../http/credentials.js';
import { limitRequest } from '../http/request-limit.js';

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
  const { baseUrl, credentials, fetch: send = fetch } = options;
  const url = `${baseUrl.replace(/\/+$/, '')}/v1/streams/acks`;
  return async (cursor) => {
    const { race, signal, end } = limitRequest(TIMEOUT_MS, options.signal);
    try {
      for (let mayRenew = credentials.canRenew; ; mayRenew = false) {
        const token = await race(credentials.token());
        const headers: Record<string, string> = { 'content-type': 'application/json' };
        if (token) headers['authorization'] = `Bearer ${token}`;
        const response = await race(
          send(url, {
            method: 'POST',
            headers,
            body: JSON.stringify({ cursor }),
            signal,
            credentials: token ? 'omit' : 'include',
            redirect: 'manual',
          }),
        );
        if (response.ok) return;
        if (response.status === 401) credentials.drop(token);
        if (response.status !== 401 || !mayRenew) throw await race(ApiProblem.from(response));
      }
    } catch (error) {
      throw error instanceof ApiProblem ? error : ApiProblem.unreachable(error);
    } finally {
      end();
    }
  };
}
