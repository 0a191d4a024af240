import type { StreamName } from './stream-frames.js';

interface StreamChannel {
  /** The path, in the notation of both documents. */
  address: string;
  title: string;
  audience: string;
}

/** The streams, with their paths and their audiences. */
export const streamChannels: Record<StreamName, StreamChannel> = {
  rider: {
    address: '/v1/riders/me/stream',
    title: 'Everything that happens to a rider',
    audience: 'The rider whose token it is.',
  },
  driver: {
    address: '/v1/drivers/me/stream',
    title: 'Offers and trips of a driver',
    audience: 'The driver whose token it is. Events of a trip come while they are assigned to it.',
  },
  trip: {
    address: '/v1/trips/{id}/stream',
    title: 'One trip, from request to end',
    audience:
      'The trip’s rider, its present driver, ops, and who has a share link to it; anyone else gets 404.',
  },
  ops: {
    address: '/v1/ops/stream',
    title: 'The city, once a second',
    audience: 'Ops. Ephemeral events only: no snapshot, no resume.',
  },
};
