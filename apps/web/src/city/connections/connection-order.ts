import type { StreamConnectionView } from '#contracts';

export const connectionColumns = ['user', 'role', 'stream', 'cursor', 'lag', 'age'] as const;
export type ConnectionColumn = (typeof connectionColumns)[number];

export interface ConnectionOrder {
  by: ConnectionColumn;
  isDescending: boolean;
}

const KEYS: Record<ConnectionColumn, (connection: StreamConnectionView) => string | number> = {
  user: ({ user }) => user.name,
  role: ({ user }) => user.role,
  stream: ({ stream }) => stream,
  cursor: ({ cursor }) => Number(cursor.split('-')[1] ?? 0),
  lag: ({ lag }) => lag,
  age: ({ ageSeconds }) => ageSeconds,
};

/** In that order; among equals the oldest first, so that rows stay where they are. */
export function ordered(
  connections: readonly StreamConnectionView[],
  { by, isDescending }: ConnectionOrder,
): StreamConnectionView[] {
  const key = KEYS[by];
  const sign = isDescending ? -1 : 1;
  return [...connections].sort(
    (a, b) => sign * compare(key(a), key(b)) || compare(b.ageSeconds, a.ageSeconds),
  );
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b));
}

/** The same column again turns it round. */
export const orderBy = (order: ConnectionOrder, by: ConnectionColumn): ConnectionOrder => ({
  by,
  isDescending: order.by === by && !order.isDescending,
});

/** Those whose user, role or stream has these letters. */
export function matching(
  connections: readonly StreamConnectionView[],
  letters: string,
): StreamConnectionView[] {
  const wanted = letters.trim().toLowerCase();
  return connections.filter(({ stream, user }) =>
    `${user.name} ${user.role} ${user.id} ${stream}`.toLowerCase().includes(wanted),
  );
}
