import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ClientConnections } from './client-connections.js';

const LIMIT = 1_000;

let connections: ClientConnections;

/** An open exchange whose connection reports its end later, as a socket does. */
function createExchange() {
  const destroy = jest.fn();
  const response = new EventEmitter();
  const request = { socket: Object.assign(new EventEmitter(), { destroy }) };
  connections.gate(() => {})(request as unknown as IncomingMessage, response as ServerResponse);
  const exchange = connections.find(request as unknown as IncomingMessage);
  if (!exchange) throw new Error('The request was not admitted.');
  return { exchange, destroy, close: () => response.emit('close') };
}

function createConnections(): { pendingBytes: () => number } {
  const pendingAnswers = { bytes: 0 };
  const cutRequests = { inc: jest.fn() };
  connections = new ClientConnections({
    maxQueued: 1,
    maxPendingBytes: LIMIT,
    maxProcessBytes: LIMIT,
    requestMs: 1_000,
    answerMs: 1_000,
    idleMs: 1_000,
    quota: { maxConnections: 10, maxPerNetwork: 10, reserved: 0 },
  });
  connections.reportTo({ pendingAnswers, cutRequests } as never);
  return { pendingBytes: () => pendingAnswers.bytes };
}

afterEach(() => {
  connections.stop();
});

describe('ClientConnections', () => {
  it('counts the bytes of a cut exchange no longer, although its connection closes later', () => {
    const { pendingBytes } = createConnections();
    const cut = Array.from({ length: 12 }, () => {
      const made = createExchange();
      connections.hold(made.exchange, LIMIT / 10);
      return made;
    }).filter(({ destroy }) => destroy.mock.calls.length > 0);
    expect(cut.length).toBeGreaterThan(0);
    const held = (12 - cut.length) * (LIMIT / 10);
    expect(pendingBytes()).toBe(held);
    for (const { close } of cut) close();
    expect(pendingBytes()).toBe(held);
  });

  it('frees a quarter of the limit at once, and cuts each exchange once', () => {
    const { pendingBytes } = createConnections();
    const all = Array.from({ length: 11 }, createExchange);
    for (const { exchange } of all) connections.hold(exchange, LIMIT / 10);
    expect(pendingBytes()).toBeLessThanOrEqual((LIMIT * 3) / 4);
    const before = pendingBytes();
    connections.hold(createExchange().exchange, 1);
    expect(pendingBytes()).toBe(before + 1);
    expect(Math.max(...all.map(({ destroy }) => destroy.mock.calls.length))).toBe(1);
  });

  it('counts an answer that replaces another one of the same exchange once', () => {
    const { pendingBytes } = createConnections();
    const { exchange, close } = createExchange();
    for (const bytes of [300, 200]) connections.hold(exchange, bytes);
    expect(pendingBytes()).toBe(200);
    close();
    expect(pendingBytes()).toBe(0);
  });
});
