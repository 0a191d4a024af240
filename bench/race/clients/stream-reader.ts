import type { RaceClient } from './race-client.js';

export const PATH = '/v1/riders/me/stream';

/** Reads a stream in one way. */
export interface StreamReader {
  /**
   * Reads until the connection ends or `signal` aborts. It takes each frame to the client, and
   * presents the cursor of the client where it begins.
   *
   * @throws {Error} when the connection is lost
   */
  read(client: RaceClient, signal: AbortSignal): Promise<void>;
  /** Frees what is kept for the client. */
  close(): void;
}
