import { createServer } from 'node:http';

/** A message that the receiver reports to its parent before it answers. */
export interface ReceivedMessage {
  id: string;
  timestamp: string;
  signature: string;
  text: string;
}

/** One message in so many is refused, so that events are tried again while others follow. */
const REFUSES_ONE_IN = 5;

// The server of a partner, in a process that the suite kills. It accepts a message only when its
// parent has it, as a partner answers after its own commit.
let count = 0;
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    count += 1;
    if (count % REFUSES_ONE_IN === 0) {
      response.writeHead(500).end();
      return;
    }
    const message: ReceivedMessage = {
      id: String(request.headers['webhook-id']),
      timestamp: String(request.headers['webhook-timestamp']),
      signature: String(request.headers['webhook-signature']),
      text: Buffer.concat(chunks).toString(),
    };
    process.send?.(message, () => response.writeHead(204).end());
  });
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => process.send?.('listening'));
process.on('disconnect', () => {
  process.exit();
});
