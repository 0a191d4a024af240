import { describe, expect, it } from '@jest/globals';
import type { StreamConnectionView } from '#contracts';
import { matching, orderBy, ordered } from './connection-order.js';

const connection = (name: string, seq: number, ageSeconds: number): StreamConnectionView => ({
  ...{ id: name, stream: `rider/${name}`, cursor: `e-${seq}`, acked: null },
  user: { id: name, role: 'rider', name },
  ...{ lag: 0, pendingBytes: 0, ageSeconds },
  ...{ connectedAt: '2026-01-01T00:00:00.000Z', address: '' },
});
const all = [connection('Bo', 9, 1), connection('Ada', 10, 2), connection('Cy', 10, 3)];
const names = (connections: StreamConnectionView[]) => connections.map(({ id }) => id);

describe('connections', () => {
  it('are ordered by number where it is one: 9 comes before 10', () => {
    expect(names(ordered(all, { by: 'cursor', isDescending: false }))).toEqual(['Bo', 'Cy', 'Ada']);
  });

  it('that are equal stay oldest first, whichever way round', () => {
    expect(names(ordered(all, { by: 'lag', isDescending: true }))).toEqual(['Cy', 'Ada', 'Bo']);
  });

  it('turn round when the same column is asked for again', () => {
    const once = orderBy({ by: 'age', isDescending: true }, 'user');
    expect(once).toEqual({ by: 'user', isDescending: false });
    expect(orderBy(once, 'user')).toEqual({ by: 'user', isDescending: true });
  });

  it('are found by letters of user or stream, in any case', () => {
    expect(names(matching(all, ' ADA '))).toEqual(['Ada']);
    expect(names(matching(all, 'rider/c'))).toEqual(['Cy']);
    expect(matching(all, '')).toHaveLength(3);
  });
});
