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

/** Sorts connections; equal ones stay oldest first, so that rows do not change places. */
export function sortConnections(
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

/** The order after a click on a column: a second click on the same column reverses it. */
export const nextOrder = (order: ConnectionOrder, by: ConnectionColumn): ConnectionOrder => ({
  by,
  isDescending: order.by === by && !order.isDescending,
});

/** The connections whose user, role, stream or process contains the text, in any case. */
export function filterConnections(
  connections: readonly StreamConnectionView[],
  text: string,
): StreamConnectionView[] {
  const wanted = text.trim().toLowerCase();
  return connections.filter(({ stream, user, process }) =>
    `${user.name} ${user.role} ${user.id} ${stream} ${process}`.toLowerCase().includes(wanted),
  );
}
