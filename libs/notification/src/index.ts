export { NotificationModule } from './notification.module.js';
export { ConnectionRegistry } from './connection/connection-registry.js';
export { EphemeralFrames } from './hub/ephemeral-frames.js';
export { decodeFrame, encodeFrame } from './hub/ephemeral.js';
export { StreamHub } from './hub/stream-hub.js';
export { StreamSource, type PageRequest, type SourceBreak } from './source/stream-source.js';
export type { OpeningRequest } from './connection/stream-request.js';
export type { StreamOpening } from './connection/stream-opener.js';
export type { ReplayOpening } from './replay/replay-opener.js';
export { MAX_PADDING_BYTES } from './frame/frame.js';
export { StreamShard, StreamShards } from './shard/stream-shards.js';
export { UserStreams, type UserStream } from './shard/user-streams.js';
export { ConnectionList } from './http/connection-list.js';
export {
  ConnectionPeers,
  type ConnectionQuery,
  type PeerClosing,
  type PeerConnections,
  type ProcessConnections,
} from './http/connection-peers.js';
export { streamLimitOf } from './connection/per-user-limit.js';
export { EventRedaction } from './event-redaction.js';
export { StreamAccess } from './stream-access.js';
export { StreamAcks } from './stream-acks.js';
export { StreamPresence } from './stream-presence.js';
export { StreamSnapshots, type SnapshotRequest, type StreamSnapshot } from './stream-snapshots.js';
export { RefusedStreams } from './http/refused-streams.js';
export { noteUpgrade } from './socket/upgrade.js';
export { StreamEnded } from './http/stream-ended.js';
export { negotiateFormat } from './http/content-negotiation.js';
export { streamFormatConstraint } from './http/stream-format.js';
