import type { TripstreamApi } from '#client';
import type { Offer } from '#contracts';
import type { City } from '../load/city.js';
import { Listener } from '../load/listener.js';
import { PICKUP } from '../load/world.js';

export interface ProbeDriverOptions {
  api: TripstreamApi;
  baseUrl: string;
  /** Where the stream is audited and closed with the others. */
  city: City;
  name: string;
}

/** A driver on duty who does what the probe says. */
export class ProbeDriver {
  /** The latest one. */
  offer: Offer | undefined;

  private constructor(readonly api: TripstreamApi) {}

  static async signUp({ api, baseUrl, city, name }: ProbeDriverOptions): Promise<ProbeDriver> {
    const { token, user } = await api.createSession({ role: 'driver', name });
    const driver = new ProbeDriver(api.withToken(token));
    const listener = new Listener({
      ...{ baseUrl, token, client: name, book: city.book },
      path: '/v1/drivers/me/stream',
      stream: `driver/${user.id}`,
      onEvent: ({ type, data }) => {
        if (type === 'offer.created') driver.offer = data.offer;
      },
    });
    city.adopt(listener);
    await listener.ready;
    await driver.api.setAvailability({ status: 'online', position: PICKUP });
    return driver;
  }

  goOffDuty(): Promise<unknown> {
    return this.api.setAvailability({ status: 'offline' });
  }
}
