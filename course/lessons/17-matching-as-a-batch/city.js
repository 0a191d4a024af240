import { readFileSync } from 'node:fs';

/** Metres a second: 18 km/h across the town, 28 km/h along the avenues. */
const CROSSTOWN_SPEED = 5;
const AVENUE_SPEED = 7.8;
/** The avenues of Manhattan run 29° east of north. */
const ROTATION = (29 * Math.PI) / 180;
const METRES_PER_DEGREE = 111_320;
/** Where many riders ask at once: offices, a station, theatres. Metres across and along, and spread. */
const HOT_SPOTS = [
  { x: 800, y: 1200, spread: 250 },
  { x: 1500, y: 2900, spread: 400 },
  { x: 2200, y: 4600, spread: 500 },
];

/**
 * Whole seconds from a car to a rider over the grid: across, then along.
 * @param {{ x: number, y: number }} car metres
 * @param {{ x: number, y: number }} rider metres
 */
export function pickupSeconds(car, rider) {
  const across = Math.abs(car.x - rider.x) / CROSSTOWN_SPEED;
  return Math.round(across + Math.abs(car.y - rider.y) / AVENUE_SPEED);
}

/**
 * The requests of one busy minute, in their order, and the free cars at its end. With `REQUESTS`, `FLEET`
 * and `MINUTE` it comes from files; otherwise it is made up, and the same each time.
 * @returns {{ riders: Place[], cars: Place[] }}
 * @typedef {{ id: string, x: number, y: number }} Place
 */
export function readMinute({ REQUESTS, FLEET, MINUTE = '21:00' } = process.env) {
  if (REQUESTS && FLEET) return minuteOfFiles(REQUESTS, FLEET, MINUTE);
  const random = createRandom(17);
  const between = (most) => Math.round(random() * most);
  const near = ({ x, y, spread }) => ({
    x: Math.round(x + spread * (random() + random() - 1)),
    y: Math.round(y + spread * (random() + random() - 1)),
  });
  return {
    riders: Array.from({ length: 52 }, (_, n) => ({ id: `r${n + 1}`, ...near(HOT_SPOTS[n % 3]) })),
    cars: Array.from({ length: 60 }, (_, n) => ({
      id: `c${n + 1}`,
      x: between(3000),
      y: between(6000),
    })),
  };
}

/** Requests and fleet as NREL's HIVE has them: CSV with a line of headings. */
function minuteOfFiles(requests, fleet, minute) {
  const riders = readTable(requests)
    .filter(({ departure_time: time }) => time.slice(11, 16) === minute)
    .map(({ request_id: id, o_lat: lat, o_lon: lon }) => ({ id: `r${id}`, ...toMetres(lat, lon) }));
  const cars = readTable(fleet).map(({ vehicle_id: id, lat, lon }) => ({
    id,
    ...toMetres(lat, lon),
  }));
  return { riders, cars };
}

function readTable(path) {
  const [heading, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const names = heading.split(',');
  return lines.map((line) =>
    Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])),
  );
}

/** Metres across and along the avenues, from a corner south-west of Manhattan. */
function toMetres(lat, lon) {
  const north = (Number(lat) - 40.7) * METRES_PER_DEGREE;
  const east = (Number(lon) + 74.02) * METRES_PER_DEGREE * Math.cos((40.75 * Math.PI) / 180);
  return {
    x: Math.round(east * Math.cos(ROTATION) - north * Math.sin(ROTATION)),
    y: Math.round(east * Math.sin(ROTATION) + north * Math.cos(ROTATION)),
  };
}

/** Random numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
