/**
 * Polls the ride and counts what it costs:
 *   node course/lessons/01-polling/tools/poll.js <url> <milliseconds between polls> <seconds>
 */
import { setTimeout as pause } from 'node:timers/promises';

const [url, interval, seconds] = process.argv.slice(2);
const count = { requests: 0, bytes: 0, withNews: 0 };
const staleness = [];
let etag = '';
let version;
let first;

const end = performance.now() + seconds * 1000;
while (performance.now() < end) {
  await poll();
  await pause(Number(interval));
}
report();

async function poll() {
  const response = await fetch(url, { headers: etag ? { 'If-None-Match': etag } : {} });
  const body = await response.text();
  count.requests += 1;
  count.bytes += body.length;
  if (response.status === 304) return;
  etag = response.headers.get('etag') ?? '';
  note(JSON.parse(body));
}

function note(ride) {
  if (ride.version === version) return;
  const now = Date.now();
  const age = now - ride.changedAt;
  if (version !== undefined) staleness.push(age);
  first ??= ride.version;
  version = ride.version;
  count.withNews += 1;
  console.log(`${ride.status}, ${(age / 1000).toFixed(1)} s late`);
}

function report() {
  const mean = staleness.reduce((sum, ms) => sum + ms, 0) / (staleness.length || 1);
  console.log(`
requests              ${count.requests}, of which ${count.requests - count.withNews} brought no news
bytes of bodies       ${count.bytes}
changes not seen      ${version - first + 1 - count.withNews}
mean lateness         ${(mean / 1000).toFixed(1)} s`);
}
