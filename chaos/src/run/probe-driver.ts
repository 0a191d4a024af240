import type { TripstreamApi } from '#client';
import type { Offer } from '#contracts';
import { Subscriber } from '../workload/subscriber.js';
import { PICKUP } from '../workload/workload-context.js';
import type { Workload } from '../workload/workload.js';

export interface ProbeDriverOptions {
  api: TripstreamApi;
  streamUrl: string;
  /** The workload that audits and closes the stream of this driver. */
  workload: Workload;
  name: string;
}

/** A driver on duty who acts only on calls of the recovery probe. */
export class ProbeDriver {
  /** The latest offer. */
  offer: Offer | undefined;

  private constructor(readonly api: TripstreamApi) {}

  static async signUp({
    api,
    streamUrl,
    workload,
    name,
  }: ProbeDriverOptions): Promise<ProbeDriver> {
    const { token, user } = await api.createSession({ role: 'driver', name });
    const driver = new ProbeDriver(api.withToken(token));
    const subscriber = new Subscriber({
      baseUrl: streamUrl,
      token,
      client: name,
      journal: workload.journal,
      path: '/v1/drivers/me/stream',
      stream: `driver/${user.id}`,
      onEvent: ({ type, data }) => {
        if (type === 'offer.created') driver.offer = data.offer;
      },
    });
    workload.addSubscriber(subscriber);
    await subscriber.ready;
    await driver.api.setAvailability({ status: 'online', position: PICKUP });
    return driver;
  }

  goOffDuty(): Promise<unknown> {
    return this.api.setAvailability({ status: 'offline' });
  }
}
