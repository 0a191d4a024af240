import { once } from 'node:events';
import { connect } from 'node:net';

export interface RawAnswer {
  /** The status is 0 when the server closed the connection without an answer. */
  status: number;
  /** The status line and headers in lower case, one on each line. */
  head: string;
  /** The body received so far, with its chunks decoded. */
  body: Buffer;
}

/**
 * Sends bytes that no HTTP client would send. It reads a stream until `isEnough` accepts its
 * body, and another answer until its head is complete or the server closes the connection.
 *
 * @param head request line and header lines, in latin1, without their ends
 */
export async function rawRequest(
  { url }: { url: string },
  head: readonly string[],
  isEnough: (body: Buffer) => boolean,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  const chunks: Buffer[] = [];
  const closed = once(socket, 'close');
  socket.write(Buffer.from([...head, `Host: ${hostname}:${port}`, '', ''].join('\r\n'), 'latin1'));
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    const answer = parse(Buffer.concat(chunks));
    const isStream = /^content-type: text\/event-stream/m.test(answer.head);
    if (answer.head !== '' && (!isStream || isEnough(answer.body))) socket.destroy();
  });
  await closed;
  return parse(Buffer.concat(chunks));
}

function parse(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return { status: 0, head: '', body: Buffer.alloc(0) };
  const head = bytes.subarray(0, end).toString('latin1').toLowerCase().replaceAll('\r\n', '\n');
  const rest = bytes.subarray(end + 4);
  const isChunked = /^transfer-encoding: chunked/m.test(head);
  return { status: Number(head.split(' ')[1]), head, body: isChunked ? unchunked(rest) : rest };
}

/** Decodes the chunks (RFC 9112, section 7.1) and omits an incomplete last chunk. */
function unchunked(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = lineEnd < 0 ? 0 : Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (size === 0 || lineEnd + 2 + size > bytes.length) return Buffer.concat(parts);
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
