import { exec } from 'node:child_process';
import { InvalidArgumentError } from 'commander';
import { Bailout, ConnectionProblem } from '../http/connection-problem.js';
import { fetchAnswer } from '../http/fetch-answer.js';
import { withHeaders, type StreamTarget } from '../http/stream-target.js';

/** Makes one event happen on the stream. It rejects with a {@link Bailout} when it can't. */
export type Trigger = () => Promise<void>;

/** A request that makes an event happen. */
export interface TriggerRequest {
  readonly method: string;
  readonly url: URL;
  readonly body: string | undefined;
}

const FORM = /^([A-Za-z]+)\s+(https?:\/\/\S+)(?:\s+(.+))?$/s;

/**
 * Parses `POST https://host/path {"a":1}`; the body is optional.
 *
 * @throws {InvalidArgumentError}
 */
export function parseTrigger(text: string): TriggerRequest {
  const [, method, address, body] = FORM.exec(text.trim()) ?? [];
  if (method === undefined || address === undefined || !URL.canParse(address)) {
    throw new InvalidArgumentError('Write a method, an address and, if needed, a body.');
  }
  return { method: method.toUpperCase(), url: new URL(address), body };
}

export interface TriggerContext {
  /** The stream. Its headers go with the request only if it is to the same origin. */
  readonly target: StreamTarget;
  readonly timeoutMs: number;
}

/** Makes a trigger that sends the requests in turn, one for each event. */
export function requestTrigger(
  requests: readonly TriggerRequest[],
  { target, timeoutMs }: TriggerContext,
): Trigger {
  let sent = 0;
  return async () => {
    const request = requests[sent++ % requests.length];
    if (request) await sendTrigger(request, { target, timeoutMs });
  };
}

async function sendTrigger(
  { method, url, body }: TriggerRequest,
  { target, timeoutMs }: TriggerContext,
): Promise<void> {
  const isOwn = url.origin === target.url.origin;
  const own = { ...target, url, headers: isOwn ? target.headers : {} };
  const withType = withHeaders(own, body === undefined ? {} : bodyHeaders(body));
  const answer = await fetchAnswer(withType, { method, body, timeoutMs }).catch(
    (error: unknown) => {
      if (!(error instanceof ConnectionProblem)) throw error;
      throw new Bailout(`The trigger ${method} ${url} failed: ${error.message}.`);
    },
  );
  if (answer.status >= 300) {
    const text = answer.text.slice(0, 200).trim();
    throw new Bailout(`The trigger ${method} ${url} was answered with ${answer.status}: ${text}`);
  }
}

const bodyHeaders = (body: string) => ({
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(body)),
});

const MAX_OUTPUT = 1_048_576;

/** Makes a trigger that runs a command of the shell. It is killed after `timeoutMs`. */
export const commandTrigger =
  (command: string, timeoutMs: number): Trigger =>
  () =>
    new Promise((resolve, reject) => {
      exec(command, { timeout: timeoutMs, maxBuffer: MAX_OUTPUT }, (error, _stdout, stderr) => {
        if (!error) {
          resolve();
          return;
        }
        const cause = error.killed ? `took longer than ${timeoutMs / 1000} s` : error.message;
        reject(new Bailout(`The command of --command failed: ${cause}. ${stderr.slice(0, 200)}`));
      });
    });
