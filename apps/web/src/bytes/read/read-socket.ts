import { ApiProblem } from '#client';
import type { ByteSource } from './byte-source.js';
import { frameText, type FrameFields } from './frame-text.js';

const SUBPROTOCOL = 'tripstream.v1';
/** The code of a socket whose handshake was refused, or whose connection broke (RFC 6455, 7.1.5). */
const NO_CLOSE_FRAME = 1006;

/**
 * Reads the stream over a WebSocket until one side closes it. The token is a subprotocol, because a
 * page can set no header of a handshake; an address would keep it in logs.
 *
 * @returns the code of the close frame
 * @throws {ApiProblem} when the server refuses the handshake, or the connection breaks
 */
export async function readSocket(source: ByteSource): Promise<number> {
  const code = await untilClosed(source);
  if (code === NO_CLOSE_FRAME && !source.signal.aborted) throw await findProblem(source);
  return code;
}

function untilClosed({ path, token, cursor, signal, ...source }: ByteSource): Promise<number> {
  source.onRequest();
  const address = new URL(path, location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address, [SUBPROTOCOL, `bearer.${token}`]);
  signal.addEventListener('abort', () => socket.close(), { once: true });
  const encoder = new TextEncoder();
  socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'open', cursor })));
  socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
    source.onBytes(encoder.encode(data));
    source.onText(frameText(JSON.parse(data) as FrameFields));
  });
  return new Promise((resolve) => {
    socket.addEventListener('close', ({ code }) => resolve(code), { once: true });
  });
}

/** A browser hides the answer to a handshake, so a poll of the same address asks for it. */
async function findProblem({ path, token, signal }: ByteSource): Promise<ApiProblem> {
  const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
  try {
    const answer = await fetch(path, { headers, signal, cache: 'no-store' });
    if (!answer.ok) return await ApiProblem.from(answer);
    return ApiProblem.unreachable(new Error('The socket was closed without a close frame.'));
  } catch (error) {
    return ApiProblem.unreachable(error);
  }
}
