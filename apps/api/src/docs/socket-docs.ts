import {
  ackRefusedSchema,
  SOCKET_PROTOCOL,
  SOCKET_TOKEN_PREFIX,
  socketAckSchema,
  socketOpenSchema,
} from '#contracts';
import { exampleCursor } from './stream-examples.js';

/** A message that is sent over WebSocket only, for the AsyncAPI document. */
export interface SocketMessageKind {
  schemaName: string;
  schema: typeof socketOpenSchema | typeof socketAckSchema | typeof ackRefusedSchema;
  /** Who sends it. */
  sender: 'client' | 'server';
  title: string;
  summary: string;
  example: object;
}

/** The messages beside the frames of the stream, which come as `{"event","id","retry","data"}`. */
export const socketMessages: readonly SocketMessageKind[] = [
  {
    schemaName: 'SocketOpen',
    schema: socketOpenSchema,
    sender: 'client',
    title: 'open',
    summary: 'The first message: the stream begins after the cursor, or with a snapshot',
    example: { type: 'open', cursor: exampleCursor },
  },
  {
    schemaName: 'SocketAck',
    schema: socketAckSchema,
    sender: 'client',
    title: 'ack',
    summary: 'Acknowledges your own stream up to the cursor, as POST /v1/streams/acks does',
    example: { type: 'ack', cursor: exampleCursor },
  },
  {
    schemaName: 'AckRefused',
    schema: ackRefusedSchema,
    sender: 'server',
    title: 'stream.ack_refused',
    summary: 'The data of the frame that answers an acknowledgement which was refused',
    example: {
      cursor: exampleCursor,
      code: 'VALIDATION_FAILED',
      detail: 'Acknowledge what you have received, and no more.',
    },
  },
];

/** The paragraph of the document about the fourth way to read. */
export const SOCKET_DESCRIPTION =
  `Over WebSocket (RFC 6455, at the same addresses, subprotocol \`${SOCKET_PROTOCOL}\`) each frame is one text message, ` +
  '`{"event","id","retry","data"}`, and a heartbeat is `{"comment":"heartbeat"}`. The client sends `SocketOpen` first. ' +
  `A page, which can set no header, offers \`${SOCKET_TOKEN_PREFIX}<token>\` as a second subprotocol.`;

/** The binding of a channel (AsyncAPI WebSockets binding 0.1.0). */
export const socketBinding = (query: object): object => ({
  method: 'GET',
  query,
  headers: {
    type: 'object',
    properties: { 'Sec-WebSocket-Protocol': { type: 'string', const: SOCKET_PROTOCOL } },
  },
  bindingVersion: '0.1.0',
});

/** The messages of the document, by name. */
export const socketMessageComponents = (refTo: (name: string) => object): object =>
  Object.fromEntries(
    socketMessages.map(({ schemaName, title, summary, example }) => [
      schemaName,
      {
        name: title,
        title,
        summary,
        contentType: 'application/json',
        payload: refTo(schemaName),
        examples: [{ name: title, payload: example }],
      },
    ]),
  );
