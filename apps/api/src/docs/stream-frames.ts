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

/** A kind of frame on the streams, for both API documents. */
export interface FrameKind {
  /** The value of its `event:` line. */
  event: string;
  /** The name of the schema of its `data` in the documents. */
  schemaName: string;
  schema: ZodType;
  summary: string;
  /** Whether the event is stored in the history and replayed. */
  durable: boolean;
  /** Whether the frame has a `retry:` line. */
  retry: boolean;
  streams: readonly StreamName[];
  /** An example of its `data`. */
  example: unknown;
}

const ALL: readonly StreamName[] = ['rider', 'driver', 'trip', 'ops'];

/** Turns `trip.driver_assigned` into `TripDriverAssigned`. */
const toPascalCase = (name: string): string =>
  name.replaceAll(/(?:^|[._])(\w)/g, (_match, letter: string) => letter.toUpperCase());

const opened: FrameKind = {
  event: 'stream.opened',
  schemaName: 'StreamOpened',
  schema: streamOpenedSchema,
  durable: false,
  retry: true,
  streams: ALL,
  example: exampleOpened,
  summary: 'Always first: the verdict on the cursor that was presented',
};

const closing: FrameKind = {
  event: 'stream.closing',
  schemaName: 'StreamClosing',
  schema: streamClosingSchema,
  durable: false,
  retry: true,
  streams: ALL,
  example: exampleClosing,
  summary: 'Always last, when the server ends the stream in good order',
};

const snapshots = (Object.keys(snapshotMap) as StreamKind[]).map((kind): FrameKind => ({
  event: 'stream.snapshot',
  schemaName: `${toPascalCase(kind)}Snapshot`,
  schema: snapshotMap[kind],
  durable: false,
  retry: false,
  streams: [kind],
  example: exampleSnapshots[kind],
  summary: 'After `stream.opened`, unless resumed: the state as of exactly this id',
}));

const events = eventTypes.map((type): FrameKind => ({
  event: type,
  schemaName: `${toPascalCase(type)}Event`,
  schema: cloudEventSchema(type),
  durable: true,
  retry: false,
  streams: eventStreams[type],
  example: exampleEvent(type),
  summary: 'A durable event, a CloudEvents 1.0 object, replayed to clients that missed it',
}));

const ephemerals = (Object.keys(ephemeralMap) as EphemeralType[]).map((type): FrameKind => ({
  event: type,
  schemaName: toPascalCase(type),
  schema: ephemeralMap[type],
  durable: false,
  retry: false,
  streams: ephemeralStreams[type],
  example: exampleEphemerals[type],
  summary: 'An ephemeral event, the latest value; it is never replayed and moves no cursor',
}));

/** All kinds of frames except comments, in the order in which a stream carries them. */
export const frameKinds: readonly FrameKind[] = [
  opened,
  ...snapshots,
  ...events,
  ...ephemerals,
  closing,
];

export const framesOf = (stream: StreamName): FrameKind[] =>
  frameKinds.filter(({ streams }) => streams.includes(stream));

/** The schemas of the frames' `data`, by name. */
export const frameSchemas = Object.fromEntries(
  frameKinds.map(({ schemaName, schema }) => [schemaName, schema]),
);

/** The text of an example frame on the wire (WHATWG HTML, section 9.2). */
export function frameText({ event, retry, example }: FrameKind): string {
  const times = retry ? 'retry: 1067\n' : '';
  return `event: ${event}\nid: ${exampleCursor}\n${times}data: ${JSON.stringify(example)}\n\n`;
}
