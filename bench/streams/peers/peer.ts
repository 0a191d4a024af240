/** Where a client connects: a path of the server, and its headers. */
export interface StreamAddress {
  path: string;
  headers?: Record<string, string>;
}

/** A server that is measured. Stream `n` is the one behind the address number `n`. */
export interface BenchPeer {
  readonly port: number;
  /** Addresses of `count` streams that nobody has read yet. */
  createAddresses(count: number): Promise<StreamAddress[]>;
  /** Addresses for `count` readers of what `all` sends. */
  createSharedAddresses(count: number): Promise<StreamAddress[]>;
  /**
   * An event to one stream.
   * @param stamp written into it; without one a peer may send what it has prepared
   */
  sendToOne(stream: number, stamp?: number): Promise<unknown> | undefined;
  /** An event to everybody. */
  sendToAll(): Promise<unknown> | undefined;
  close(): Promise<void>;
}
