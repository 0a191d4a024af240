import { describe, expect, it } from '@jest/globals';
import { capacityOf, type UnitCosts } from './capacity.js';

/** Round figures, so that each result can be worked out by hand. */
const COSTS: UnitCosts = {
  relayEventMicros: 300,
  natsHintMicros: 10,
  gatewayHintMicros: 30,
  gatewayStreamBytes: 20_000,
  natsStreamBytes: 1_000,
  openingGatewayMicros: 360,
  openingApiMicros: 720,
  openingPostgresMicros: 360,
  commitPostgresMicros: 1_000,
  commitApiMicros: 500,
};

const rowOf = (part: string, target = { streams: 1_000_000, messages: 250_000 }) =>
  capacityOf(COSTS, target).find((row) => row.part.startsWith(part));

describe('the capacity of a system', () => {
  it('counts gateways by their streams where these decide', () => {
    const gateways = rowOf('gateways');
    expect(gateways?.count).toBe(50);
    // 250,000 × 30 µs, and 1,000,000 / 3,600 s × 360 µs.
    expect(gateways?.cores).toBeCloseTo(7.6);
    expect(gateways?.gigabytes).toBeCloseTo(26);
  });

  it('counts gateways by their CPU where messages decide', () => {
    // 60 cores at 60 %.
    expect(rowOf('gateways', { streams: 20_000, messages: 2_000_000 })?.count).toBe(101);
  });

  it('counts shards by the CPU of Postgres, with four cores each at 60 %', () => {
    // 83,333 commits × 1 ms and 278 openings × 0.36 ms.
    expect(rowOf('shards')).toMatchObject({ count: 35 });
    expect(rowOf('shards')?.cores).toBeCloseTo(83.43, 1);
  });

  it('gives each shard one relay and two processes at least', () => {
    expect(rowOf('relays')).toMatchObject({ count: 35 });
    // 83,333 events × 0.3 ms.
    expect(rowOf('relays')?.cores).toBeCloseTo(25);
    expect(rowOf('processes')?.count).toBe(70);
    expect(rowOf('processes', { streams: 100, messages: 1 })?.count).toBe(2);
  });

  it('lets each node of NATS know the subscriptions of all gateways', () => {
    expect(rowOf('nodes')).toMatchObject({ count: 3, cores: 2.5, gigabytes: 3 });
  });
});
