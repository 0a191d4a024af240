/**
 * A whole ride with the package as its users install it: node ride.mjs <address of the server>. The
 * program plays the rider and the driver, and prints what it has seen as JSON.
 */
import { TripstreamApi, connect } from '@tripstream/client';
import { validateFrame } from '@tripstream/client/protocol';
import { TripstreamApi as SameApi } from '@tripstream/client/commands';

const [baseUrl] = globalThis.Deno?.args ?? process.argv.slice(2);
const pickup = { lat: 40.7549, lng: -73.984 };
const dropoff = { lat: 40.7585, lng: -73.981 };

const signUp = async (role) => {
  const session = await new TripstreamApi({ baseUrl }).createSession({ role, name: 'Ada' });
  return { token: session.token, api: new TripstreamApi({ baseUrl, token: session.token }) };
};

const [rider, driver] = [await signUp('rider'), await signUp('driver')];
await driver.api.setAvailability({ status: 'online', position: pickup });
const { id, pin } = await rider.api.requestTrip({ pickup, dropoff });

async function drive() {
  for await (const message of connect({ baseUrl, stream: 'driver', token: driver.token })) {
    const isOffer = message.type === 'offer.created' || message.type === 'stream.snapshot';
    const offer = message.type === 'offer.created' ? message.data.offer : message.data.offer;
    if (!isOffer || !offer) continue;
    await driver.api.acceptOffer(offer.id);
    await driver.api.arrive(id, pickup);
    await driver.api.start(id, pin);
    await driver.api.complete(id);
    return;
  }
}

const seen = [];
const wrong = [];
const driven = drive();
for await (const message of connect({ baseUrl, stream: { trip: id }, token: rider.token })) {
  seen.push(message.type);
  if (message.type === 'stream.snapshot') continue;
  const checked = validateFrame('trip', {
    event: message.type,
    data: message.source ? message : message.data,
  });
  if (!checked.valid) wrong.push({ type: message.type, errors: checked.errors });
  if (message.type === 'trip.completed') break;
}
await driven;
const { status } = await rider.api.trip(id);
console.log(JSON.stringify({ status, seen, wrong, isSameClass: SameApi === TripstreamApi }));
