import type {
  CloudEvent,
  EphemeralData,
  EphemeralType,
  EventType,
  ResetReason,
  SharedEventData,
  SharedTrip,
  Snapshot,
  StreamKind,
  ephemeralStreams,
  eventStreams,
} from '#contracts';

/**
 * The stream to open: the user's own stream as a rider or driver, the city's stream for ops, or
 * that of one trip. With `share`, the token of a share link, no session is needed.
 */
export type StreamChoice = 'rider' | 'driver' | 'ops' | { trip: string; share?: string };

/** The kind of messages that a stream carries. */
export type KindOf<S extends StreamChoice> = S extends { share: string }
  ? 'shared'
  : S extends { trip: string }
    ? 'trip'
    : S;

/** All kinds of streams; `shared` is that of a trip as the viewers of a share link see it. */
export type MessageKind = StreamKind | 'ops' | 'shared';

type Streams = typeof eventStreams;
type EphemeralStreams = typeof ephemeralStreams;
/** A viewer's stream carries the types of the trip's stream. */
type BaseKind<K extends MessageKind> = K extends 'shared' ? 'trip' : K;

type TypesOn<K extends MessageKind> = {
  [T in EventType]: BaseKind<K> extends Streams[T][number] ? T : never;
}[EventType];

type ViewersEvent<T extends EventType> = Omit<CloudEvent<T>, 'data'> & { data: SharedEventData };

/** The durable events of a kind of stream: CloudEvents 1.0, a union with the tag `type`. */
export type StreamEvent<K extends MessageKind = MessageKind> = {
  [T in TypesOn<K>]: K extends 'shared' ? ViewersEvent<T> : CloudEvent<T>;
}[TypesOn<K>];

/** The state as of exactly its cursor. It replaces the whole state known before. */
export type StreamSnapshot<K extends MessageKind = MessageKind> = K extends StreamKind
  ? Snapshot<K>
  : K extends 'shared'
    ? { trip: SharedTrip } & Pick<Snapshot<'trip'>, 'driverLocation'>
    : never;

type EphemeralTypesOn<K extends MessageKind> = {
  [T in EphemeralType]: BaseKind<K> extends EphemeralStreams[T][number] ? T : never;
}[EphemeralType];

/** Messages that are never stored and never replayed. Of each type only the latest counts. */
export type StreamEphemeral<K extends MessageKind = MessageKind> = {
  [T in EphemeralTypesOn<K>]: { type: T; data: EphemeralData<T> };
}[EphemeralTypesOn<K>];

/** The position of a message in its stream. */
export interface MessageMetadata {
  /** `<epoch>-<seq>`. Clients treat it as opaque and present it to resume. */
  cursor: string;
  /** The sequence number in the stream. */
  seq: number;
}

/** The position of an event, and whether it was replayed. */
export interface EventMetadata extends MessageMetadata {
  /** The event had happened before this connection opened, so it was read from history. */
  replayed: boolean;
}

/** Why the server sent a snapshot: there was no cursor, or the cursor could not be honoured. */
export interface SnapshotMetadata extends MessageMetadata {
  mode: 'fresh' | 'reset';
  reason?: ResetReason;
}

/** The messages that the iterator yields, a union with the tag `type`. */
export type StreamMessage<K extends MessageKind = MessageKind> =
  | (StreamEvent<K> & EventMetadata)
  | ({ type: 'stream.snapshot'; data: StreamSnapshot<K> } & SnapshotMetadata)
  | StreamEphemeral<K>;
