import { streamId, type StreamId } from '#contracts';
import type { Experiment } from '../run/experiment.js';
import { RawClient } from './raw-client.js';
import { Subscriber } from './subscriber.js';

/**
 * Signs up offline drivers whose streams carry only what a writer appends. The audit
 * includes their streams.
 *
 * @param onSignedUp called with each stream before it is opened
 */
export async function subscribeIdleDrivers(
  { target, workload }: Experiment,
  count: number,
  onSignedUp: (stream: StreamId) => unknown = () => undefined,
): Promise<StreamId[]> {
  const baseUrl = target.streamProxy.url;
  const { journal } = workload;
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const client = `subscriber ${index}`;
      const { id, token } = await RawClient.signUp(target.serverProxy.url, 'driver', client);
      const stream = streamId('driver', id);
      onSignedUp(stream);
      const path = '/v1/drivers/me/stream';
      const subscriber = new Subscriber({ baseUrl, path, token, stream, client, journal });
      workload.addSubscriber(subscriber);
      await subscriber.ready;
      return stream;
    }),
  );
}
