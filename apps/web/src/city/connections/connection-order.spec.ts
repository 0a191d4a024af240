import { describe, expect, it } from '@jest/globals';
import type { StreamConnectionView } from '#contracts';
import { filterConnections, nextOrder, sortConnections } from './connection-order.js';

const connection = (name: string, seq: number, ageSeconds: number): StreamConnectionView => ({
  id: name,
  stream: `rider/${name}`,
  cursor: `e-${seq}`,
  acked: null,
  user: { id: name, role: 'rider', name },
  lag: 0,
  pendingBytes: 0,
  ageSeconds,
  connectedAt: '2026-01-01T00:00:00.000Z',
  address: '',
  process: `gateway-${name}:7`,
});
const all = [connection('Bo', 9, 1), connection('Ada', 10, 2), connection('Cy', 10, 3)];
const names = (connections: StreamConnectionView[]) => connections.map(({ id }) => id);

describe('sortConnections', () => {
  it('cursors are sorted as numbers: 9 comes before 10', () => {
    expect(names(sortConnections(all, { by: 'cursor', isDescending: false }))).toEqual([
      'Bo',
      'Cy',
      'Ada',
    ]);
  });

  it('equal connections stay oldest first, ascending or descending', () => {
    expect(names(sortConnections(all, { by: 'lag', isDescending: true }))).toEqual([
      'Cy',
      'Ada',
      'Bo',
    ]);
  });
});

describe('nextOrder', () => {
  it('a second click on a column reverses its order', () => {
    const once = nextOrder({ by: 'age', isDescending: true }, 'user');
    expect(once).toEqual({ by: 'user', isDescending: false });
    expect(nextOrder(once, 'user')).toEqual({ by: 'user', isDescending: true });
  });
});

describe('filterConnections', () => {
  it('a connection is found by a part of its user, stream or process, in any case', () => {
    expect(names(filterConnections(all, ' ADA '))).toEqual(['Ada']);
    expect(names(filterConnections(all, 'rider/c'))).toEqual(['Cy']);
    expect(names(filterConnections(all, 'gateway-bo'))).toEqual(['Bo']);
    expect(filterConnections(all, '')).toHaveLength(3);
  });
});
