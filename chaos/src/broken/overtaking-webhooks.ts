import 'reflect-metadata';
import { LaneQueue } from '../../../libs/webhooks/src/delivery/lane-queue.js';
import type { QueuedDelivery } from '../../../libs/webhooks/src/delivery/leased-endpoint.js';
import { replaceMethods } from './replace-methods.js';

/** Adds a delivery behind those of its subject, as the queue does. */
const push = Object.getOwnPropertyDescriptor(LaneQueue.prototype, 'push')
  ?.value as LaneQueue['push'];

// Every event is a subject of its own, so the next event of a trip does not wait for one that is
// tried again, and overtakes it.
replaceMethods(LaneQueue, {
  push(this: LaneQueue, delivery: QueuedDelivery, dueAt?: number): void {
    push.call(this, { ...delivery, subject: delivery.eventId }, dueAt);
  },
});
