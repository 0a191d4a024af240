import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

/** Milliseconds. It is below the time-out of the image's health check, which kills this process. */
const ANSWER_LIMIT_MS = 2_500;

/** The loopback addresses of a server that listens on every address. */
const LOOPBACK: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** The settings of the server for the address on which it listens. */
export type ListenVariables = Record<string, string | undefined>;

/**
 * Asks a server on this machine for `/health/live`. A health check must not ask for readiness:
 * an orchestrator would kill every server while the database is away, which no restart mends.
 *
 * The certificate isn't verified, because it is issued for the public name of the server and
 * not for its address on this machine.
 *
 * @param variables the environment of the server: `PORT`, `HOST` and `TLS_CERT_FILE`
 * @throws Error when the server doesn't answer 200 within 2.5 s
 */
export function checkLiveness(variables: ListenVariables): Promise<void> {
  const { url, isTls } = locateServer(variables);
  return new Promise((resolve, reject) => {
    const options = { agent: false, signal: AbortSignal.timeout(ANSWER_LIMIT_MS) };
    const request = isTls
      ? getHttps(url, { ...options, rejectUnauthorized: false })
      : getHttp(url, options);
    request.once('error', reject);
    request.once('response', (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`${url.href} answered ${String(response.statusCode)}.`));
    });
  });
}

function locateServer(variables: ListenVariables): { url: URL; isTls: boolean } {
  const isTls = Boolean(variables['TLS_CERT_FILE']);
  const host = variables['HOST'] || '127.0.0.1';
  const address = LOOPBACK[host] ?? host;
  const authority = address.includes(':') ? `[${address}]` : address;
  const port = variables['PORT'] || '3000';
  return { url: new URL(`${isTls ? 'https' : 'http'}://${authority}:${port}/health/live`), isTls };
}
