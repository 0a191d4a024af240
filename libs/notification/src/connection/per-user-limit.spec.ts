import { beforeEach, expect, it } from '@jest/globals';
import { ConnectionHarness } from '../../test/connection-harness.js';
import type { StreamConnection } from './stream-connection.js';
import { PerUserLimit } from './per-user-limit.js';

let limit: PerUserLimit;
let replaced: number[];

beforeEach(() => {
  limit = new PerUserLimit(2);
  replaced = [];
});

function connect(userId: string, number: number): StreamConnection {
  const user = { userId, role: 'rider' as const, name: 'Ada', tokenId: 't' };
  const requester = { ...user, expiresAt: new Date(8.64e15) };
  const connection = new ConnectionHarness().connect(undefined, { requester });
  const close = connection.close.bind(connection);
  connection.close = (reason) => {
    if (reason === 'replaced') replaced.push(number);
    close(reason);
  };
  limit.add(connection);
  connection.onEnd(() => limit.remove(connection));
  return connection;
}

it('the oldest streams are replaced first and once, even while they are being prepared', () => {
  for (let number = 1; number <= 5; number++) connect('ada', number);
  expect(replaced).toEqual([1, 2, 3]);
});

it('a stream that has ended does not count', () => {
  connect('ada', 1).end();
  connect('ada', 2);
  connect('ada', 3);
  expect(replaced).toEqual([]);
});

it('each user has a separate limit, and the map forgets users without streams', () => {
  const all = ['ada', 'bob', 'cleo'].flatMap((user) => [connect(user, 1), connect(user, 2)]);
  expect(replaced).toEqual([]);
  for (const connection of all) connection.end();
  expect((limit as unknown as { byUser: Map<string, unknown> }).byUser.size).toBe(0);
});
