import { expect, it } from '@jest/globals';
import type { Transaction } from '#database';
import type { DispatchPolicy } from '#dispatch';
import { Settings } from '#platform';
import type { TripRepository } from '#trip';
import type { PoolReader } from '../pooling/pool-reader.js';
import type { KeptSupply } from '../supply/kept-supply.js';
import type { SupplyRepository } from '../supply/supply.repository.js';
import { WindowReader } from './window-reader.js';

it('a window has each trip that was requested before a driver in it came', async () => {
  // The second trip is requested, and then a driver comes, while the window is read.
  const trips = [{ id: 'first' }];
  const drivers: string[] = [];
  const supply = {
    refresh: () => {
      trips.push({ id: 'second' });
      drivers.push('driver');
      return Promise.resolve();
    },
  };
  const demand = {
    isAnyAwaitingOffer: () => Promise.resolve(true),
    findAwaitingOffer: () => Promise.resolve([...trips]),
  };
  const reader = new WindowReader(
    demand as unknown as TripRepository,
    { findExcluded: () => Promise.resolve(new Map()) } as unknown as SupplyRepository,
    supply as unknown as KeptSupply,
    {} as PoolReader,
    Settings.from({}),
    { lookaheadSeconds: 0 } as DispatchPolicy,
  );
  const tx = { now: () => Promise.resolve(new Date()) } as unknown as Transaction;
  const window = await reader.read(tx, null);
  expect(drivers).toEqual(['driver']);
  expect(window.trips.map(({ id }) => id)).toEqual(['first', 'second']);
});

it('a window has a driver whose ride ends meanwhile as busy, idle or both, and never neither', async () => {
  const order: string[] = [];
  const record = (name: string, answer: unknown) => () => {
    order.push(name);
    return Promise.resolve(answer);
  };
  const reader = new WindowReader(
    {
      isAnyAwaitingOffer: () => Promise.resolve(true),
      findAwaitingOffer: () => Promise.resolve([]),
    } as unknown as TripRepository,
    { findRiding: record('riding', ['driver']) } as unknown as SupplyRepository,
    { refresh: record('idle', undefined) } as unknown as KeptSupply,
    {} as PoolReader,
    Settings.from({}),
    { lookaheadSeconds: 120 } as DispatchPolicy,
  );
  const tx = { now: () => Promise.resolve(new Date()) } as unknown as Transaction;
  expect((await reader.read(tx, null)).riding).toEqual(['driver']);
  expect(order).toEqual(['riding', 'idle']);
});
