// This mend is not enough. The checker says:
// ✘ A cache asks before it uses the ride, and keeps it for one user
import { createServer } from 'node:http';

const STATUSES = ['matching', 'driver_assigned', 'driver_arrived', 'in_progress', 'completed'];
/** Milliseconds that each status lasts, again and again. With STEP_MS=0 only POST /next goes on. */
const LENGTHS = [2000, 2500, 600, 3000, 1500].map((ms) => ms * Number(process.env.STEP_MS ?? 1));

const ride = {
  version: 0,
  status: STATUSES[0],
  changedAt: Date.now(),
  driver: { name: 'Dana', car: 'Prius', colour: 'blue', plate: 'T-100', rating: 4.9 },
  pickup: { name: 'Central Station', lat: 40.7527, lng: -73.9772 },
  dropoff: { name: 'City Hall', lat: 40.7128, lng: -74.006 },
};

function next() {
  ride.version += 1;
  ride.status = STATUSES[ride.version % STATUSES.length];
  ride.changedAt = Date.now();
  schedule();
}

function schedule() {
  const length = LENGTHS[ride.version % LENGTHS.length];
  if (length > 0) setTimeout(next, length);
}

function sendRide(request, response) {
  const headers = { ETag: `"${ride.version}"` };
  if (request.headers['if-none-match'] === headers.ETag) {
    return response.writeHead(304, headers).end();
  }
  response.writeHead(200, { ...headers, 'Content-Type': 'application/json' });
  return response.end(JSON.stringify(ride));
}

const server = createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/next') {
    next();
    return response.writeHead(204).end();
  }
  if (request.url === '/ride') return sendRide(request, response);
  return response.writeHead(404).end();
});

schedule();
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
