import type { RawData, WebSocket } from 'ws';
import { socketMessageSchema, type SocketMessage } from '#contracts';
import { PROTOCOL_BREAK } from './close-codes.js';
import { MessageBudget } from './message-budget.js';

export interface MessageHandlers {
  /** Takes the messages of the client, in their order. */
  onMessage: (message: SocketMessage) => void;
  /** Called when the client breaks the protocol, with the code and the reason to send. */
  onBreak: (code: number, reason: string) => void;
}

/**
 * Reads the messages of one client. A client that breaks the protocol is to be disconnected: what it
 * meant is unknown, so the stream could not go on. `ws` itself refuses
 * text that is not UTF-8 (1007), messages that are too large (1009) and malformed frames (1002).
 */
export function readMessages(
  socket: WebSocket,
  { onMessage, onBreak: refuse }: MessageHandlers,
): void {
  const budget = new MessageBudget();
  socket.on('message', (data, isBinary) => {
    if (socket.readyState !== socket.OPEN) return;
    if (isBinary) return refuse(PROTOCOL_BREAK.unsupported, 'Send text messages.');
    if (!budget.take()) return refuse(PROTOCOL_BREAK.policy, 'Send fewer messages.');
    const message = parse(data);
    if (message) onMessage(message);
    else refuse(PROTOCOL_BREAK.policy, 'Send {"type":"open"} first, then {"type":"ack"}.');
  });
  // The answer to a ping is written here and not by `ws`, so that a client that sends pings and
  // reads nothing fills no buffer.
  socket.on('ping', (data) => {
    if (socket.readyState !== socket.OPEN) return;
    if (budget.take()) socket.pong(data);
    else refuse(PROTOCOL_BREAK.policy, 'Send fewer pings.');
  });
}

/** @returns undefined for a text that is no message of the protocol */
function parse(data: RawData): SocketMessage | undefined {
  try {
    return socketMessageSchema.parse(JSON.parse((data as Buffer).toString()));
  } catch {
    return undefined;
  }
}
