import { expect, it } from '@jest/globals';
import { natsOptions } from './nats-options.js';

it('a client of NATS never gives up, notices a frozen server within seconds, and has its name', () => {
  expect(natsOptions({ servers: ['nats://a:1', 'tls://b:2'], name: 'tripstream nyc' })).toEqual({
    servers: ['nats://a:1', 'tls://b:2'],
    name: 'tripstream nyc',
    maxReconnectAttempts: -1,
    ignoreAuthErrorAbort: true,
    waitOnFirstConnect: true,
    reconnectTimeWait: 100,
    reconnectJitter: 100,
    reconnectJitterTLS: 200,
    timeout: 1_000,
    pingInterval: 1_000,
    maxPingOut: 2,
    noAsyncTraces: true,
  });
});

it('the user and the password of an address are those of the client, and leave the addresses', () => {
  const servers = ['nats://a:1', 'tls://me:p%40ss@b:2', 'tls://me:p%40ss@c:3'];
  const { servers: addresses, authenticator } = natsOptions({ servers, name: 'x' });
  expect(addresses).toEqual(['nats://a:1', 'tls://b:2', 'tls://c:3']);
  const [answer] = [authenticator].flat().map((each) => each?.());
  expect(answer).toMatchObject({ user: 'me', pass: 'p@ss' });
});
