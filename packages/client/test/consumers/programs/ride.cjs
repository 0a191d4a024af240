'use strict';
/** The package in a CommonJS program: node ride.cjs <address of the server>. */
const { TripstreamApi, connect } = require('@tripstream/client');

async function main(baseUrl) {
  const { token } = await new TripstreamApi({ baseUrl }).createSession({
    role: 'rider',
    name: 'Ada',
  });
  const api = new TripstreamApi({ baseUrl, token });
  const place = { lat: 40.7549, lng: -73.984 };
  const { id } = await api.requestTrip({ pickup: place, dropoff: { lat: 40.7585, lng: -73.981 } });
  const seen = [];
  for await (const message of connect({ baseUrl, stream: 'rider', token })) {
    seen.push(message.type);
    if (message.type === 'stream.snapshot') await api.cancelTrip(id, 'Plans changed');
    if (message.type === 'trip.cancelled') break;
  }
  const { status } = await api.trip(id);
  console.log(JSON.stringify({ status, seen }));
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
