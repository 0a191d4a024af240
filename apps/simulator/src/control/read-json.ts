import type { IncomingMessage } from 'node:http';
import { DomainError } from '#platform';

/** The longest valid body is much shorter. */
const MAX_BYTES = 4_096;

/**
 * Reads and parses the body of a request.
 *
 * @returns undefined without a body
 * @throws {DomainError} when the body is not JSON or too long
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The request is not destroyed when the body is too long, so that the response can be sent.
  const all = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of all) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) {
      throw new DomainError('PAYLOAD_TOO_LARGE', `At most ${MAX_BYTES} bytes, please.`);
    }
    chunks.push(chunk);
  }
  if (bytes === 0) return undefined;
  requireJson(request.headers['content-type']);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new DomainError('MALFORMED_REQUEST', 'The body is not JSON.');
  }
}

/** Requires JSON. A page of another origin could send other types without a preflight. */
function requireJson(type: string | undefined): void {
  if (/^application\/json(;|$)/i.test(type?.trim() ?? '')) return;
  throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'Send application/json.');
}
