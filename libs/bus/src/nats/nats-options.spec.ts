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
