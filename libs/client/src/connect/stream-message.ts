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
 * Which stream: one's own as a rider or driver, the city for ops, or one trip. With
 * `share`, the token of a share link, no session is needed.
 */
export type StreamChoice = 'rider' | 'driver' | 'ops' | { trip: string; share?: string };

/** What kind of messages a stream carries. */
export type KindOf<S extends StreamChoice> = S extends { share: string }
  ? 'shared'
  : S extends { trip: string }
    ? 'trip'
    : S;

/** Every kind there is; `shared` is a trip as the viewers of a share link see it. */
export type MessageKind = StreamKind | 'ops' | 'shared';

type Streams = typeof eventStreams;
type EphemeralStreams = typeof ephemeralStreams;
/** A viewer's stream carries what a trip's does. */
type Source<K extends MessageKind> = K extends 'shared' ? 'trip' : K;

type TypesOn<K extends MessageKind> = {
  [T in EventType]: Source<K> extends Streams[T][number] ? T : never;
}[EventType];

type SharedEvent<T extends EventType> = Omit<CloudEvent<T>, 'data'> & { data: SharedEventData };

/** The durable events of a kind of stream, told apart by `type`: CloudEvents 1.0. */
export type StreamEvent<K extends MessageKind = MessageKind> = {
  [T in TypesOn<K>]: K extends 'shared' ? SharedEvent<T> : CloudEvent<T>;
}[TypesOn<K>];

/** The state as of exactly its cursor; it replaces everything known before. */
export type StreamSnapshot<K extends MessageKind = MessageKind> = K extends StreamKind
  ? Snapshot<K>
  : K extends 'shared'
    ? { trip: SharedTrip }
    : never;

type EphemeralTypesOn<K extends MessageKind> = {
  [T in EphemeralType]: Source<K> extends EphemeralStreams[T][number] ? T : never;
}[EphemeralType];

/** What is never stored and never replayed; of each type only the latest counts. */
export type StreamEphemeral<K extends MessageKind = MessageKind> = {
  [T in EphemeralTypesOn<K>]: { type: T; data: EphemeralData<T> };
}[EphemeralTypesOn<K>];

/** Where a message stands in its stream. */
export interface MessageMetadata {
  /** `<epoch>-<seq>`: opaque, to be presented when resuming. */
  cursor: string;
  seq: number;
}

/** How an event came. */
export interface EventMetadata extends MessageMetadata {
  /** It had happened before this connection opened: news to you, but not of this moment. */
  replayed: boolean;
}

/** Why a snapshot came: there was no cursor, or it could not be honoured. */
export interface SnapshotMetadata extends MessageMetadata {
  mode: 'fresh' | 'reset';
  reason?: ResetReason;
}

/** What the iterator yields, told apart by `type`. */
export type StreamMessage<K extends MessageKind = MessageKind> =
  | (StreamEvent<K> & EventMetadata)
  | ({ type: 'stream.snapshot'; data: StreamSnapshot<K> } & SnapshotMetadata)
  | StreamEphemeral<K>;
