import { expect, it } from '@jest/globals';
import { isWebSocketHandshake } from './request.js';

it.each([
  ['GET', 'websocket', true],
  ['GET', 'WebSocket ', true],
  ['GET', 'h2c', false],
  ['GET', undefined, false],
  ['POST', 'websocket', false],
  ['HEAD', 'websocket', false],
])('a %s request with Upgrade %p is a handshake: %p', (method, upgrade, expected) => {
  expect(isWebSocketHandshake({ method, headers: { upgrade } })).toBe(expected);
});
