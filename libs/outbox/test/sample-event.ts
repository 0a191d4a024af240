import { streamId, type StreamId } from '#contracts';
import { newEvent, type AnyNewEvent } from '#outbox';

/** A small event for these streams. */
export const sampleEvent = (...streams: StreamId[]): AnyNewEvent =>
  newEvent({
    type: 'driver.online',
    subject: 'driver/7',
    data: { reason: 'by_driver' },
    streams,
  });

export const sampleStream = (name: number | string): StreamId => streamId('driver', String(name));
