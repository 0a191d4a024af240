import { streamId, type StreamId } from '#contracts';
import type { Experiment } from '../run/experiment.js';
import { RawClient } from './raw-client.js';
import { Subscriber } from './subscriber.js';

/**
 * Signs up offline drivers whose streams carry only what a writer appends. The audit
 * includes their streams.
 */
export async function subscribeIdleDrivers(
  { target, workload }: Experiment,
  count: number,
): Promise<StreamId[]> {
  const baseUrl = target.serverProxy.url;
  const { journal } = workload;
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const client = `subscriber ${index}`;
      const { id, token } = await RawClient.signUp(baseUrl, 'driver', client);
      const stream = streamId('driver', id);
      const path = '/v1/drivers/me/stream';
      const subscriber = new Subscriber({ baseUrl, path, token, stream, client, journal });
      workload.addSubscriber(subscriber);
      await subscriber.ready;
      return stream;
    }),
  );
}
