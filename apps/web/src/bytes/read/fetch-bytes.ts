import { ApiProblem } from '#client';
import type { ByteSource } from './byte-source.js';

interface FetchedBytes extends Pick<ByteSource, 'token' | 'signal' | 'onRequest'> {
  address: string;
  accept: 'text/event-stream' | 'application/json';
  /** Sent as `Last-Event-ID`. Empty for none. */
  cursor: string;
  /** Called with each piece of the body as the browser hands it over. */
  onPiece: (bytes: Uint8Array) => void;
}

/**
 * Sends one request, and reports the pieces of its body.
 *
 * @returns the status
 * @throws {ApiProblem} when the server refuses the request, or the connection breaks
 */
export async function fetchBytes({ address, accept, ...source }: FetchedBytes): Promise<number> {
  const { token, cursor, signal, onRequest, onPiece } = source;
  onRequest();
  const headers = {
    accept,
    authorization: `Bearer ${token}`,
    ...(cursor !== '' && { 'last-event-id': cursor }),
  };
  const answer = await orUnreachable(fetch(address, { headers, signal, cache: 'no-store' }));
  if (!answer.ok) throw await ApiProblem.from(answer);
  const reader = answer.body?.getReader();
  while (reader) {
    const piece = await orUnreachable(reader.read());
    if (piece.done) break;
    onPiece(piece.value);
  }
  return answer.status;
}

async function orUnreachable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw ApiProblem.unreachable(error);
  }
}
