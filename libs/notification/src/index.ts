export { NotificationModule } from './notification.module.js';
export { EphemeralFrames } from './hub/ephemeral-frames.js';
export { EventForms } from './event-forms.js';
export { StreamAccess } from './stream-access.js';
export { StreamAcks } from './stream-acks.js';
export { StreamSnapshots, type StreamSnapshot } from './stream-snapshots.js';
export { StreamEnded } from './http/stream-ended.js';
