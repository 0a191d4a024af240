import { Agent, request } from 'node:http';

/** What the bare client is asked to do. */
export interface BareOrder {
  url: string;
  body: string;
  count: number;
  concurrency: number;
}

const agent = new Agent({ keepAlive: true });

function post({ url, body }: BareOrder): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', resolve);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

// Posts one body again and again, with the POST alone: no history, no signature,
// no order and no log.
process.on('message', (order: BareOrder) => {
  let left = order.count;
  const work = async (): Promise<void> => {
    while (left-- > 0) await post(order);
  };
  void Promise.all(Array.from({ length: order.concurrency }, work)).then(() => {
    process.disconnect();
    agent.destroy();
  });
});
