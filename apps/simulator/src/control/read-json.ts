import type { IncomingMessage } from 'node:http';
import { DomainError } from '#platform';

/** Nothing that is asked for needs more. */
const MAX_BYTES = 4_096;

/**
 * The body, parsed.
 *
 * @returns undefined when there is none
 * @throws {DomainError} when it is no JSON, or too long
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Kept open when it is too much, for the answer to get through.
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

/** Also because a page can send other types to us without asking first (no preflight). */
function requireJson(type: string | undefined): void {
  if (/^application\/json(;|$)/i.test(type?.trim() ?? '')) return;
  throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'Send application/json.');
}
