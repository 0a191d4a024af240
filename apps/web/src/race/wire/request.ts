import { requestHeadBytes, responseHeadBytes, type BrowserFields } from './head-bytes.js';
import { WireRefusal, type WireCall } from './wire.js';

/** Answers that no later request can change: the session or the stream is gone. */
const REFUSALS = new Set([401, 403, 404, 406]);

/** What this browser adds to a request, as far as the page knows it. */
export const browserFields = (): BrowserFields => ({
  userAgent: navigator.userAgent,
  languages: navigator.languages,
  referrer: location.href,
});

/**
 * Sends the request of a stream with the phone's token and without the cookies of this browser.
 *
 * @throws {WireRefusal} when the server refuses it for good
 * @throws {Error} for every other answer but 200, and without one
 */
export async function requestStream(
  { url, token, cursor, signal, listener }: WireCall,
  accept: string,
): Promise<Response> {
  const headers: Record<string, string> = { Accept: accept, Authorization: `Bearer ${token}` };
  if (cursor !== undefined) headers['Last-Event-ID'] = cursor;
  listener.onRequest();
  listener.onBytes({ heads: requestHeadBytes({ method: 'GET', url, headers }, browserFields()) });
  const response = await fetch(url, { headers, signal, credentials: 'omit', cache: 'no-store' });
  listener.onBytes({ heads: responseHeadBytes(response) });
  if (REFUSALS.has(response.status))
    throw new WireRefusal(`The server answered ${response.status}.`);
  if (response.status !== 200) throw new Error(`The server answered ${response.status}.`);
  return response;
}

/** Hands each chunk of a body on as it arrives, and counts its bytes. */
export async function readChunks(
  response: Response,
  { listener }: Pick<WireCall, 'listener'>,
  onChunk: (chunk: Uint8Array) => void,
): Promise<void> {
  const reader = response.body?.getReader();
  if (!reader) throw new Error('The answer has no body.');
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    listener.onBytes({ data: value.length });
    onChunk(value);
  }
}
