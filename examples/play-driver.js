#!/usr/bin/env node
/**
 * Plays one driver for one ride: signs up, goes on duty, and does what its stream tells
 * it to do. Node 20 or later, no dependencies.
 * `--pace 0.2` does everything five times as fast. Without `--pin` it asks for the PIN.
 */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readFrames } from './read-frames.js';

const USAGE =
  'node examples/play-driver.js [--url <origin>] [--at <lat,lng>] [--name <name>] [--pin <digits>] [--pace <n>]';

const options = readOptions({
  url: { type: 'string', default: 'http://127.0.0.1:3000' },
  at: { type: 'string', default: '40.7614,-73.9776' },
  name: { type: 'string', default: 'Grace' },
  pin: { type: 'string' },
  pace: { type: 'string', default: '1' },
});

const base = options.url.replace(/\/$/, '');
const pace = Number(options.pace);
const vehicle = { model: 'Toyota Prius', colour: 'blue', plate: 'T-100 42' };
const THINKING_MS = 3000;
const DRIVING_MS = 4000;
const ATTEMPTS = 10;
/** A driver of whom nothing is heard for a while gets no offers. */
const SIGN_OF_LIFE_MS = 5000;
const TRIP_STEP =
  /^trip\.(driver_assigned|driver_arrived|started|completed|redispatching|cancelled)$/;

let token = '';
/** Ends what the driver is doing when the stream says that it has become pointless. */
let doing = new AbortController();
let keyboard;
let place;

function readOptions(known) {
  try {
    return parseArgs({ options: known }).values;
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    return process.exit(2);
  }
}

const say = (text) => console.log(`${new Date().toISOString().slice(11, 23)}  ${text}`);
const show = ({ amount, currency }) => `${(amount / 100).toFixed(2)} ${currency}`;

class Problem extends Error {
  constructor({ code, detail, retryable }) {
    super(`${code}: ${detail}`);
    Object.assign(this, { code, retryable });
  }
}

/** One command, one effect: the key lets us repeat it when we don't know the outcome. */
async function send(method, path, body) {
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
    ...(token && { authorization: `Bearer ${token}` }),
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await fetch(base + path, { method, headers, body: JSON.stringify(body) });
      const text = await answer.text();
      const json = text ? JSON.parse(text) : null;
      if (!answer.ok) throw new Problem(json);
      return json;
    } catch (error) {
      const isFinal = error instanceof Problem && !error.retryable;
      if (isFinal || attempt === ATTEMPTS) throw error;
      await delay(250 * attempt);
    }
  }
}

/** Does one thing; whatever was going on before is dropped. */
function start(work) {
  doing.abort();
  doing = new AbortController();
  const { signal } = doing;
  work(signal).catch((error) => {
    if (signal.aborted) return;
    if (error instanceof Problem) say(`Refused. ${error.message}`);
    else void leave(1, `Gave up: ${error.message}`);
  });
}

const wait = (ms, signal) => delay(ms * pace, undefined, { signal });

function considerOffer(offer) {
  const { id, fare, pickupEtaSeconds, expiresAt } = offer;
  say(`Offer: ${show(fare)}, pickup in ${pickupEtaSeconds} s. It ends at ${expiresAt}.`);
  start(async (signal) => {
    await wait(THINKING_MS, signal);
    say('I take it.');
    await send('POST', `/v1/offers/${id}/accept`);
  });
}

/** What a driver does next depends on the status of the trip, however they learned of it. */
function goOn(trip) {
  switch (trip.status) {
    case 'driver_assigned':
      say(`The ride is mine. Driving to ${trip.rider.name}.`);
      return start(async (signal) => {
        await wait(DRIVING_MS, signal);
        await report(trip.pickup);
        await send('POST', `/v1/trips/${trip.id}/arrive`);
      });
    case 'driver_arrived':
      say('I am there.');
      return start((signal) => startRide(trip, signal));
    case 'in_progress':
      say('The PIN is right. Driving.');
      return start(async (signal) => {
        await wait(DRIVING_MS, signal);
        await report(trip.dropoff);
        await send('POST', `/v1/trips/${trip.id}/complete`);
      });
    case 'completed':
      return void leave(0, `The ride is completed: ${show(trip.fare)}.`);
    default:
      doing.abort();
      return say(`The trip is ${trip.status}. Waiting for another offer.`);
  }
}

async function startRide(trip, signal) {
  let pin = options.pin ?? (await askForPin(trip, signal));
  for (;;) {
    try {
      await send('POST', `/v1/trips/${trip.id}/start`, { pin });
      return;
    } catch (error) {
      if (!['PIN_INCORRECT', 'VALIDATION_FAILED'].includes(error.code)) throw error;
      say(error.message);
      pin = await askForPin(trip, signal);
    }
  }
}

async function askForPin(trip, signal) {
  if (!keyboard) {
    keyboard = createInterface({ input: process.stdin, output: process.stdout, terminal: false });
    keyboard.once('close', () => void leave(1, 'Nobody types a PIN.'));
  }
  return (await keyboard.question(`PIN of ${trip.rider.name}? `, { signal })).trim();
}

/** Says that an offer has arrived: one that isn't acknowledged in time goes to somebody else. */
function acknowledge(cursor) {
  send('POST', '/v1/streams/acks', { cursor }).catch((error) => say(error.message));
}

/** We are somewhere else now. */
async function report(position) {
  place = position;
  await send('POST', '/v1/drivers/me/locations', place);
}

function onFrame({ event, data, id }) {
  if (event === 'stream.snapshot' || event.startsWith('offer.')) acknowledge(id);
  switch (event) {
    case 'stream.opened':
      return say(`Stream ${data.mode} from ${data.from}.`);
    case 'stream.closing':
      return say(`The server ends the stream: ${data.reason}.`);
    case 'stream.snapshot':
      if (data.trip) goOn(data.trip);
      else if (data.offer) considerOffer(data.offer);
      return undefined;
    case 'offer.created':
      return considerOffer(data.data.offer);
    case 'offer.expired':
    case 'offer.revoked':
      doing.abort();
      return say(`The offer is over: ${data.data.reason}.`);
    default:
      // Events that we don't know yet are none of our business.
      if (TRIP_STEP.test(event)) goOn(data.data.trip);
      return undefined;
  }
}

/** Off duty first: a driver who just vanishes would go on getting offers. */
async function leave(code, lastWords) {
  doing.abort();
  say(lastWords);
  await send('PUT', '/v1/drivers/me/availability', { status: 'offline' }).catch(() => undefined);
  process.exit(code);
}

async function main() {
  const [lat, lng] = options.at.split(',').map(Number);
  const session = await send('POST', '/v1/sessions', { role: 'driver', name: options.name });
  token = session.token;
  say(`I am ${options.name}, driver ${session.user.id}.`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => void leave(130, 'Going off duty.'));
  }
  const duty = { status: 'online', position: { lat, lng }, vehicle };
  await send('PUT', '/v1/drivers/me/availability', duty);
  say(`On duty at ${lat}, ${lng}.`);
  place = { lat, lng };
  setInterval(() => void report(place).catch(() => undefined), SIGN_OF_LIFE_MS);
  await readFrames(`${base}/v1/drivers/me/stream`, { token, onFrame, onCut: say });
}

main().catch((error) => {
  const cause = error.cause?.message ? ` (${error.cause.message})` : '';
  const hint = error instanceof Problem ? '' : `. Does a server listen on ${base}?`;
  console.error(`${error.message}${cause}${hint}`);
  process.exit(1);
});
