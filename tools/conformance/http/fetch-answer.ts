import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { ConnectionProblem } from './connection-problem.js';
import { startRequest, type RequestOptions } from './start-request.js';
import type { StreamTarget } from './stream-target.js';

/** An answer that is complete, or of which the kit has read enough. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** At most 64 KiB of the body. */
  readonly text: string;
}

const MAX_BYTES = 65_536;

/**
 * Sends one request and reads its answer to the end.
 *
 * @throws {ConnectionProblem} when headers or body do not come in time
 */
export async function fetchAnswer(target: StreamTarget, options: RequestOptions): Promise<Answer> {
  const { request, response } = await startRequest(target, options);
  try {
    const text = await readBody(response, options.timeoutMs);
    return { status: response.statusCode ?? 0, headers: response.headers, text };
  } finally {
    request.destroy();
  }
}

/**
 * Sends one request and reads only the headers of its answer.
 *
 * @throws {ConnectionProblem} when they do not come in time
 */
export async function fetchHeaders(target: StreamTarget, options: RequestOptions): Promise<Answer> {
  const { request, response } = await startRequest(target, options);
  response.on('error', () => undefined);
  request.destroy();
  return { status: response.statusCode ?? 0, headers: response.headers, text: '' };
}

function readBody(response: IncomingMessage, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => {
      const text = `the answer ${response.statusCode ?? 0} did not end within ${timeoutMs / 1000} s`;
      reject(new ConnectionProblem(text));
    }, timeoutMs);
    const finish = (): void => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString('utf8'));
    };
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_BYTES) finish();
    });
    response.once('end', finish);
    response.once('error', (error) => {
      clearTimeout(timer);
      reject(new ConnectionProblem(error.message, { cause: error }));
    });
  });
}
