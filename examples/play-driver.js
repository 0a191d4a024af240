#!/usr/bin/env node
/**
 * Plays one driver for one ride: gets a token, goes on duty, and reacts to the events of the
 * driver's stream. It needs Node 20 or later and no package.
 * With `--pace 0.2` the driver is five times as fast. Without `--pin` the script asks for the PIN.
 */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readFrames } from './read-frames.js';
import { retryAfterMs, Waits } from './waits.js';

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
const ATTEMPTS = 6;
const ANSWER_WITHIN_MS = 10_000;
/** The server makes no offers to a driver who sends no request for 15 s. */
const LOCATION_INTERVAL_MS = 5000;
const TRIP_STEP =
  /^trip\.(driver_assigned|driver_arrived|started|completed|redispatching|cancelled)$/;

let token = '';
/** Aborts the driver's current step when the stream shows that it has become pointless. */
let step = new AbortController();
let keyboard;
let lastPosition;
let latestCursor = '';
let isAcknowledging = false;

function readOptions(known) {
  try {
    return parseArgs({ options: known }).values;
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    return process.exit(2);
  }
}

const log = (text) => console.log(`${new Date().toISOString().slice(11, 23)}  ${text}`);
/** Amounts are in minor units: hundredths, but whole yen, and thousandths of a Kuwaiti dinar. */
const DECIMALS = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
};

function formatMoney({ amount, currency }) {
  const known = Object.keys(DECIMALS).find((count) => DECIMALS[count].includes(currency));
  const decimals = Number(known ?? 2);
  return `${(amount / 10 ** decimals).toFixed(decimals)} ${currency}`;
}

/** A refusal. A gateway answers without a problem document, and such an answer may be repeated. */
class Problem extends Error {
  constructor({ status, headers }, problem) {
    super(problem?.code ? `${problem.code}: ${problem.detail}` : `HTTP ${status}`);
    this.code = problem?.code;
    this.retryable = problem?.retryable ?? [429, 502, 503, 504].includes(status);
    this.retryAfterMs = retryAfterMs(headers);
  }
}

/**
 * Sends a command. Its key makes a repetition safe when the outcome is unknown. A redirect is an error,
 * because `fetch` would repeat a POST as a GET.
 */
async function send(method, path, body) {
  // A later position replaces one that was lost, so it is sent once.
  const attempts = path.endsWith('/locations') ? 1 : ATTEMPTS;
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const waits = new Waits();
  for (let attempt = 1; ; attempt += 1) {
    try {
      const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
      const request = { method, headers, body: JSON.stringify(body), redirect: 'manual', signal };
      const answer = await fetch(base + path, request);
      const isJson = answer.headers.get('content-type')?.includes('json');
      const json = isJson ? await answer.json() : null;
      if (!answer.ok) throw new Problem(answer, json);
      if (!isJson && answer.status !== 204) throw new Error('The answer is not JSON.');
      return json;
    } catch (error) {
      const isFinal = error instanceof Problem && !error.retryable;
      if (isFinal || attempt === attempts) throw error;
      await waits.pass(error.retryAfterMs ?? 0);
    }
  }
}

/** Starts a step of the driver and aborts the previous one. */
function startStep(work) {
  step.abort();
  step = new AbortController();
  const { signal } = step;
  work(signal).catch((error) => {
    if (signal.aborted) return;
    if (error instanceof Problem) log(`Refused. ${error.message}`);
    else void leave(1, `Gave up: ${error.message}`);
  });
}

const wait = (ms, signal) => delay(ms * pace, undefined, { signal });

function considerOffer(offer) {
  const { id, fare, pickupEtaSeconds, expiresAt } = offer;
  log(`Offer: ${formatMoney(fare)}, pickup in ${pickupEtaSeconds} s. It ends at ${expiresAt}.`);
  startStep(async (signal) => {
    await wait(THINKING_MS, signal);
    log('I take it.');
    await send('POST', `/v1/offers/${id}/accept`);
  });
}

/** The next step depends only on the status of the trip, which a snapshot or an event brings. */
function continueTrip(trip) {
  switch (trip.status) {
    case 'driver_assigned':
      log(`The ride is mine. Driving to ${trip.rider.name}.`);
      return startStep(async (signal) => {
        await wait(DRIVING_MS, signal);
        await report(trip.pickup).catch(() => undefined);
        await send('POST', `/v1/trips/${trip.id}/arrive`);
      });
    case 'driver_arrived':
      log('I am there.');
      return startStep((signal) => startRide(trip, signal));
    case 'in_progress':
      log('The PIN is right. Driving.');
      return startStep(async (signal) => {
        await wait(DRIVING_MS, signal);
        await report(trip.dropoff).catch(() => undefined);
        await send('POST', `/v1/trips/${trip.id}/complete`);
      });
    case 'completed':
      return void leave(0, `The ride is completed: ${formatMoney(trip.fare)}.`);
    default:
      step.abort();
      return log(`The trip is ${trip.status}. Waiting for another offer.`);
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
      log(error.message);
      pin = await askForPin(trip, signal);
    }
  }
}

async function askForPin(trip, signal) {
  if (!keyboard) {
    keyboard = createInterface({ input: process.stdin, output: process.stdout, terminal: false });
    keyboard.once('close', () => void leave(1, 'The input ended without a PIN.'));
  }
  return (await keyboard.question(`PIN of ${trip.rider.name}? `, { signal })).trim();
}

/**
 * Acknowledges a frame. The server revokes an offer that is not acknowledged in time. One request is
 * under way at most, and the latest cursor stands for those before it.
 */
async function acknowledge(cursor) {
  latestCursor = cursor;
  if (isAcknowledging) return;
  isAcknowledging = true;
  while (latestCursor) {
    const next = latestCursor;
    latestCursor = '';
    await send('POST', '/v1/streams/acks', { cursor: next }).catch((error) => log(error.message));
  }
  isAcknowledging = false;
}

/** Reports the driver's new position. */
async function report(position) {
  lastPosition = position;
  await send('POST', '/v1/drivers/me/locations', position);
}

function onFrame({ event, data, id }) {
  if (event === 'stream.snapshot' || event.startsWith('offer.')) void acknowledge(id);
  switch (event) {
    case 'stream.opened':
      return log(`Stream ${data.mode} from ${data.from}.`);
    case 'stream.closing':
      return log(`The server ends the stream: ${data.reason}.`);
    case 'stream.snapshot':
      if (data.trip) continueTrip(data.trip);
      else if (data.offer) considerOffer(data.offer);
      return undefined;
    case 'offer.created':
      return considerOffer(data.data.offer);
    case 'offer.expired':
    case 'offer.revoked':
      step.abort();
      return log(`The offer is over: ${data.data.reason}.`);
    default:
      // The server may add events: ignore unknown ones.
      if (TRIP_STEP.test(event)) continueTrip(data.data.trip);
      return undefined;
  }
}

/** Goes off duty before the process ends, so that the driver gets no further offers. */
async function leave(code, lastWords) {
  step.abort();
  log(lastWords);
  await send('PUT', '/v1/drivers/me/availability', { status: 'offline' }).catch(() => undefined);
  process.exit(code);
}

async function main() {
  const [lat, lng] = options.at.split(',').map(Number);
  const session = await send('POST', '/v1/sessions', { role: 'driver', name: options.name });
  token = session.token;
  log(`I am ${options.name}, driver ${session.user.id}.`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => void leave(130, 'Going off duty.'));
  }
  const duty = { status: 'online', position: { lat, lng }, vehicle };
  await send('PUT', '/v1/drivers/me/availability', duty);
  log(`On duty at ${lat}, ${lng}.`);
  lastPosition = { lat, lng };
  setInterval(() => void report(lastPosition).catch(() => undefined), LOCATION_INTERVAL_MS);
  await readFrames(`${base}/v1/drivers/me/stream`, { token, onFrame, onCut: log });
}

main().catch((error) => {
  const cause = error.cause?.message ? ` (${error.cause.message})` : '';
  const hint = error instanceof Problem ? '' : `. Does a server listen on ${base}?`;
  console.error(`${error.message}${cause}${hint}`);
  process.exit(1);
});
