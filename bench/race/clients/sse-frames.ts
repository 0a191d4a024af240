import { createParser } from 'eventsource-parser';
import type { RaceClient } from './race-client.js';

/** Returns a function that takes the bytes of an event stream, and hands its frames to the client. */
export function createFrameReader(client: RaceClient): (bytes: Buffer) => void {
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent: ({ id, event, data }) => {
      client.take({ id, event, data: JSON.parse(data) });
    },
  });
  return (bytes) => {
    parser.feed(decoder.decode(bytes, { stream: true }));
  };
}
