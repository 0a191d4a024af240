export { NotificationModule } from './notification.module.js';
export { EphemeralFrames } from './hub/ephemeral-frames.js';
export { EventRedaction } from './event-redaction.js';
export { StreamAccess } from './stream-access.js';
export { StreamAcks } from './stream-acks.js';
export { StreamSnapshots, type SnapshotRequest, type StreamSnapshot } from './stream-snapshots.js';
export { StreamEnded } from './http/stream-ended.js';
export { negotiateFormat } from './http/content-negotiation.js';
export { streamFormatConstraint } from './http/stream-format.js';
