/** The types of the package in a strict program. It is compiled, and only then run. */
import { ApiProblem, TripstreamApi, connect, type StreamHandle } from '@tripstream/client';
import { TripstreamApi as SameApi } from '@tripstream/client/commands';
import { validate, type Trip, type TripStatus } from '@tripstream/client/protocol';

declare const process: { argv: string[] };

const baseUrl: string = process.argv[2] ?? '';
const signedOut = new TripstreamApi({ baseUrl });
const session = await signedOut.createSession({ role: 'rider', name: 'Ada' });
const api: SameApi = new TripstreamApi({ baseUrl, token: session.token });
const pickup = { lat: 40.7549, lng: -73.984 };
const trip: Trip = await api.requestTrip({ pickup, dropoff: { lat: 40.7585, lng: -73.981 } });

const stream: StreamHandle<'rider'> = connect({ baseUrl, stream: 'rider', token: session.token });
let last: TripStatus = trip.status;
for await (const message of stream) {
  if (message.type === 'stream.snapshot' && message.data.trip) {
    await api.cancelTrip(message.data.trip.id, 'Plans changed');
  }
  if (message.type === 'driver.location') console.error(message.data.position.lat.toFixed(4));
  if (message.type === 'trip.cancelled') {
    last = message.data.trip.status;
    break;
  }
}
// @ts-expect-error: a rider's stream has no offers
connect({ baseUrl, stream: 'rider', onEvent: (event) => event.type === 'offer.created' }).close();
// @ts-expect-error: a quote needs a drop-off
const wrong = () => api.quote({ pickup });
const refused = await api.rateTrip(trip.id, { stars: 5 }).catch((error: unknown) => error);
const code: string = refused instanceof ApiProblem ? refused.code : 'none';
console.log(
  JSON.stringify({
    last,
    code,
    valid: validate('Trip', await api.trip(trip.id)).valid,
    wrong: typeof wrong,
  }),
);
