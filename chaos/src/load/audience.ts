import { streamId, type StreamId } from '#contracts';
import type { Scene } from '../run/scene.js';
import { Listener } from './listener.js';
import { Person } from './person.js';

/** Drivers off duty whom a writer sends events to; the audit hears what they heard. */
export async function audience({ stage, city }: Scene, count: number): Promise<StreamId[]> {
  const baseUrl = stage.toServers.url;
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const { id, token } = await Person.signUp(baseUrl, 'driver', `listener ${index}`);
      const stream = streamId('driver', id);
      const listener = new Listener({
        ...{ baseUrl, token, stream, client: `listener ${index}`, book: city.book },
        path: '/v1/drivers/me/stream',
      });
      city.adopt(listener);
      await listener.ready;
      return stream;
    }),
  );
}
