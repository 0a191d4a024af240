import { streamId, type StreamId } from '#contracts';
import { newEvent, type AnyNewEvent } from '#outbox';

/** Creates a small event for the given streams. */
export const createSampleEvent = (...streams: StreamId[]): AnyNewEvent =>
  newEvent({
    type: 'driver.online',
    subject: 'driver/7',
    data: { reason: 'by_driver' },
    streams,
  });

export const createSampleStream = (name: number | string): StreamId =>
  streamId('driver', String(name));
