/** Answered with 204: a native `EventSource` stops for good (WHATWG HTML, section 9.2.2). */
export class StreamEnded extends Error {
  override readonly name = 'StreamEnded';
}
