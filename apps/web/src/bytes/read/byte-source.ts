/** A stream that is read, and what the reader reports. */
export interface ByteSource {
  /** The address of the stream on this server. */
  path: string;
  token: string;
  /** Presented to the server. Empty for none. */
  cursor: string;
  signal: AbortSignal;
  /** Called before each request. */
  onRequest: () => void;
  /** Called with the bytes that the browser hands over. */
  onBytes: (bytes: Uint8Array) => void;
  /** Called with the same as the text of an event stream. */
  onText: (text: string) => void;
}
