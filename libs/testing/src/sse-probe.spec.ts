import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openSse, type SseProbe } from './sse-probe.js';

let server: Server;
let probe: SseProbe;

afterEach(async () => {
  await probe.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('an SSE probe', () => {
  it('reads frames as sent, for all line ends and slicings', async () => {
    const body =
      ': hi\n\nid: a-1\nevent: x\ndata: é\ndata: two\n\nid:a-2\r\ndata: 3\r\n\r\nid: a-4\nda';
    await open((response) => {
      for (const byte of Buffer.from(body)) response.write(Buffer.of(byte));
      response.end();
    });
    expect(await probe.ended).toBe('server');
    expect(
      probe.frames.map(({ id, event, data, comment }) => ({ id, event, data, comment })),
    ).toEqual([
      { id: undefined, event: undefined, data: undefined, comment: 'hi' },
      { id: 'a-1', event: 'x', data: 'é\ntwo', comment: undefined },
      { id: 'a-2', event: undefined, data: '3', comment: undefined },
    ]);
    expect(probe.frames[1]?.fields.map((field) => field.name)).toEqual([
      'id',
      'event',
      'data',
      'data',
    ]);
    expect(probe.incomplete).toBe('id: a-4\nda');
    expect(probe.raw).toBe(body);
    expect(probe.violations).toEqual([]);
  });

  it.each([
    ['data: x\n\n', 'frame without id'],
    ['retry: 5\n\n', 'frame without id'],
    ['id: a\n\n', 'id without data'],
    ['id: a b\ndata: x\n\n', 'not a cursor'],
    ['id: a\nid: b\ndata: x\n\n', 'two ids'],
    ['id: a\ndate: x\ndata: x\n\n', 'unknown field'],
  ])('reports %j', async (body, violation) => {
    await open((response) => response.end(body));
    await probe.ended;
    expect(probe.violations.join()).toContain(violation);
  });

  it('hands each frame to next() once, before and after it arrives', async () => {
    const stream = await open(() => {});
    stream.write('id: 1\ndata: one\n\n: beat\n\nid: 2\ndata: two\n\n');
    expect((await probe.next()).data).toBe('one');
    expect((await probe.next()).data).toBe('two');
    const third = probe.next((frame) => frame.id === '4');
    stream.write('id: 3\ndata: three\n\nid: 4\ndata: four\n\n');
    expect((await third).data).toBe('four');
    await expect(probe.next(undefined, { timeoutMs: 20 })).rejects.toThrow('20 ms passed');
    const never = probe.next();
    stream.end();
    await expect(never).rejects.toThrow('stream ended (server)');
  });

  it('cuts after the given number of bytes, and the server notices', async () => {
    const stream = await open((response) => response.write('id: 1\ndata: one\n\n'), 10);
    const noticed = once(stream, 'close');
    expect(await probe.ended).toBe('cut');
    await noticed;
    expect(probe.bytes).toHaveLength(10);
  });

  it('distinguishes a broken stream from an ended one', async () => {
    const stream = await open((response) => response.write('id: 1\ndata: one\n\n'));
    await probe.next();
    stream.destroy();
    expect(await probe.ended).toBe('broken');
  });
});

async function open(
  handle: (response: ServerResponse) => void,
  cutAfterBytes?: number,
): Promise<ServerResponse> {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const asked = once(server, 'request') as Promise<[unknown, ServerResponse]>;
  const opening = openSse(`http://127.0.0.1:${port}/`, { cutAfterBytes });
  const [, response] = await asked;
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  handle(response);
  probe = await opening;
  return response;
}
