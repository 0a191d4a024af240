import type { ZodType } from 'zod';
import {
  cloudEventSchema,
  ephemeralMap,
  ephemeralStreams,
  eventStreams,
  eventTypes,
  snapshotMap,
  streamClosingSchema,
  streamOpenedSchema,
  type EphemeralType,
  type StreamKind,
} from '#contracts';
import {
  exampleClosing,
  exampleCursor,
  exampleEvent,
  exampleOpened,
  exampleEphemerals,
  exampleSnapshots,
} from './stream-examples.js';

export type StreamName = StreamKind | 'ops';

/** One kind of frame that streams carry, for both API documents. */
export interface FrameKind {
  /** The value of its `event:` line. */
  event: string;
  /** Of its `data`, in the documents. */
  schemaName: string;
  schema: ZodType;
  summary: string;
  /** Whether it is in the history, and replayed. */
  durable: boolean;
  /** Whether it comes with a `retry:` line. */
  retry: boolean;
  streams: readonly StreamName[];
  /** Of its `data`. */
  example: unknown;
}

const ALL: readonly StreamName[] = ['rider', 'driver', 'trip', 'ops'];

/** `trip.driver_assigned` → `TripDriverAssigned`. */
const pascal = (name: string): string =>
  name.replaceAll(/(?:^|[._])(\w)/g, (_match, letter: string) => letter.toUpperCase());

const EPHEMERAL = { durable: false, retry: false };

const opened: FrameKind = {
  ...{ event: 'stream.opened', schemaName: 'StreamOpened', schema: streamOpenedSchema },
  ...{ durable: false, retry: true, streams: ALL, example: exampleOpened },
  summary: 'Always first: the verdict on the cursor that was presented',
};

const closing: FrameKind = {
  ...{ event: 'stream.closing', schemaName: 'StreamClosing', schema: streamClosingSchema },
  ...{ durable: false, retry: true, streams: ALL, example: exampleClosing },
  summary: 'Always last, when the server ends the stream in good order',
};

const snapshots = (Object.keys(snapshotMap) as StreamKind[]).map((kind): FrameKind => ({
  ...{ event: 'stream.snapshot', schemaName: `${pascal(kind)}Snapshot`, schema: snapshotMap[kind] },
  ...{ ...EPHEMERAL, streams: [kind], example: exampleSnapshots[kind] },
  summary: 'After `stream.opened`, unless resumed: the state as of exactly this id',
}));

const events = eventTypes.map((type): FrameKind => ({
  ...{ event: type, schemaName: `${pascal(type)}Event`, schema: cloudEventSchema(type) },
  ...{ durable: true, retry: false, streams: eventStreams[type], example: exampleEvent(type) },
  summary: 'A durable event, a CloudEvents 1.0 object, replayed to who missed it',
}));

const ephemerals = (Object.keys(ephemeralMap) as EphemeralType[]).map((type): FrameKind => ({
  ...{ event: type, schemaName: pascal(type), schema: ephemeralMap[type] },
  ...{ ...EPHEMERAL, streams: ephemeralStreams[type], example: exampleEphemerals[type] },
  summary: 'A reading, the latest there is; never replayed, and moves no cursor',
}));

/** Everything that a stream carries, comments aside, in the order in which it comes. */
export const frameKinds: readonly FrameKind[] = [
  ...[opened, ...snapshots, ...events, ...ephemerals, closing],
];

export const framesOf = (stream: StreamName): FrameKind[] =>
  frameKinds.filter(({ streams }) => streams.includes(stream));

/** Their schemas, by name. */
export const frameSchemas = Object.fromEntries(
  frameKinds.map(({ schemaName, schema }) => [schemaName, schema]),
);

/** A frame as its bytes are on the wire (WHATWG HTML, section 9.2). */
export function frameText({ event, retry, example }: FrameKind): string {
  const times = retry ? 'retry: 1067\n' : '';
  return `event: ${event}\nid: ${exampleCursor}\n${times}data: ${JSON.stringify(example)}\n\n`;
}
