/** Answered with 204, after which a native `EventSource` stops (WHATWG HTML, section 9.2.2). */
export class StreamEnded extends Error {
  override readonly name = 'StreamEnded';
}
