import type { StreamChoice } from './stream-message.js';

/** The path of a stream, with the share link's token where there is one. */
export function pathOf(stream: StreamChoice): string {
  if (typeof stream === 'string') {
    return stream === 'ops' ? '/v1/ops/stream' : `/v1/${stream}s/me/stream`;
  }
  const path = `/v1/trips/${encodeURIComponent(stream.trip)}/stream`;
  return stream.share === undefined ? path : `${path}?share=${encodeURIComponent(stream.share)}`;
}
