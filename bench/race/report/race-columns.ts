import { formatNumber } from '../../report/markdown-table.js';
import type { MemoryFigures, WayFigures } from '../race-report.js';

interface Column<Row> {
  head: string;
  value: (row: Row) => number;
}

/** The columns of the table of one network; requests and bytes are for each client. */
export const raceColumns = (clients: number): Column<WayFigures>[] => [
  { head: 'p50 ms', value: ({ latencyP50 }) => latencyP50 },
  { head: 'p99 ms', value: ({ latencyP99 }) => latencyP99 },
  { head: 'requests', value: ({ requests }) => requests / clients },
  { head: 'bytes up', value: ({ bytesUp }) => bytesUp / clients },
  { head: 'bytes down', value: ({ bytesDown }) => bytesDown / clients },
  { head: 'server CPU', value: ({ serverCpu }) => serverCpu },
  { head: 'client CPU', value: ({ clientCpu }) => clientCpu },
  { head: 'reconnects', value: ({ connections }) => connections },
  { head: 'replayed', value: ({ replayed }) => replayed },
  { head: 'doubled', value: ({ repeated }) => repeated },
  { head: 'missed', value: ({ missed }) => missed },
  { head: 'healed', value: ({ missed, missedAfterHealing }) => missed - missedAfterHealing },
];

/** The columns of the table of memory, in KB. */
export const memoryColumns: Column<MemoryFigures>[] = [
  { head: 'server KB', value: ({ server }) => server / 1024 },
  { head: 'client KB', value: ({ client }) => client / 1024 },
];

/** What the columns say. */
export const explanation: readonly (readonly [string, string])[] = [
  ['p50, p99', 'From the answer to COMMIT to the arrival at the client.'],
  [
    'requests, bytes',
    'For each client, from the first event to the last. A way that is open already sends no request. Bytes are TCP payload, TLS included.',
  ],
  [
    'CPU',
    'Milliseconds for each client and minute. What a server without clients takes for the same events is subtracted, so a figure near 0 may be negative.',
  ],
  ['reconnects', 'Connections that all clients of the way have opened after the beginning.'],
  [
    'replayed',
    'Events that committed while their client had no connection. The cursor brought them; a client without a cursor has lost them.',
  ],
  ['doubled', 'Events that came again, before the client drops what it has.'],
  [
    'missed, healed',
    'Events that had not arrived 10.5 s after the last one, and those of them that a poll with the cursor brought then.',
  ],
];

/** Counts are shown whole, and measures with three digits. */
export const formatCell = (value: number): string =>
  Number.isInteger(value) ? value.toLocaleString('en') : formatNumber(value);
