/** The request of a client: a path of the server, and its headers. */
export interface StreamAddress {
  path: string;
  headers?: Record<string, string>;
}

/** A server that is measured. Stream `n` belongs to the address with index `n`. */
export interface BenchPeer {
  readonly port: number;
  /** Creates `count` new streams and returns their addresses. */
  createAddresses(count: number): Promise<StreamAddress[]>;
  /** Returns addresses for `count` readers of the stream to which `sendToAll` sends. */
  createSharedAddresses(count: number): Promise<StreamAddress[]>;
  /**
   * Sends an event to one stream.
   * @param stamp a time for the event; without one, a peer may send a prepared frame
   */
  sendToOne(stream: number, stamp?: number): Promise<unknown> | undefined;
  /** Sends an event to all readers of the shared stream. */
  sendToAll(): Promise<unknown> | undefined;
  close(): Promise<void>;
}
