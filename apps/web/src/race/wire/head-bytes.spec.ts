import { describe, expect, it } from '@jest/globals';
import {
  chunkHeadBytes,
  frameHeadBytes,
  handshakeBytes,
  requestHeadBytes,
  responseHeadBytes,
} from './head-bytes.js';

const URL_OF_STREAM = 'http://localhost/stream?waitSeconds=30';
const bare = { userAgent: '', languages: [], referrer: '' };

describe('the estimated bytes of heads', () => {
  it('the head of an answer has its status line, a line for each field, and an empty line', () => {
    const headers = new Headers({ 'content-type': 'text/plain', date: 'Mon' });
    expect(responseHeadBytes({ status: 200, statusText: 'OK', headers })).toBe(
      'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ndate: Mon\r\n\r\n'.length,
    );
  });

  it('the head of a request grows by the line of each field, and counts UTF-8 as it is sent', () => {
    const headOf = (headers: Record<string, string>, url = URL_OF_STREAM) =>
      requestHeadBytes({ method: 'GET', url, headers }, bare);
    const accept = headOf({ Accept: 'text/event-stream' }) - headOf({});
    expect(accept).toBe('Accept: text/event-stream\r\n'.length);
    expect(headOf({}, `${URL_OF_STREAM}é`) - headOf({})).toBe('%C3%A9'.length);
    expect(headOf({ Name: 'é' }) - headOf({ Name: 'e' })).toBe(1);
  });

  it('a handshake has the token in its request and not in its answer', () => {
    const own = { ...bare, userAgent: 'Test' };
    const [short, long] = ['bearer.a', 'bearer.abc'].map((offered) =>
      handshakeBytes('ws://localhost/stream', ['tripstream.v1', offered], own),
    );
    expect((long ?? 0) - (short ?? 0)).toBe(2);
  });

  it.each([
    { payload: 125, isMasked: false, bytes: 2 },
    { payload: 126, isMasked: false, bytes: 4 },
    { payload: 65_536, isMasked: false, bytes: 10 },
    { payload: 20, isMasked: true, bytes: 6 },
  ])(
    'a WebSocket frame of $payload bytes has a head of $bytes bytes (masked: $isMasked)',
    ({ payload, isMasked, bytes }) => {
      expect(frameHeadBytes(payload, isMasked)).toBe(bytes);
    },
  );

  it('a chunk has its size in hexadecimal digits and two line ends', () => {
    expect([chunkHeadBytes(15), chunkHeadBytes(300)]).toEqual([5, 7]);
  });
});
