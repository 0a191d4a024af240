import type { Vehicle } from '#contracts';
import type { SeededRandom } from '../random/seeded-random.js';

const FIRST = [
  'Ada',
  'Ben',
  'Chloé',
  'Dmitri',
  'Emre',
  'Fatou',
  'Grace',
  'Hana',
  'Igor',
  'José',
  'Kofi',
  'Lin',
  'Mónica',
  'Noor',
  'Olu',
  'Priya',
  'Quinn',
  'Rosa',
  'Sven',
  'Tomoko',
] as const;
const MODELS = [
  'Toyota Prius',
  'Kia Niro',
  'Tesla Model 3',
  'Skoda Octavia',
  'Honda Accord',
] as const;
const COLOURS = ['blue', 'white', 'black', 'silver', 'red'] as const;

/** A first name and the agent's id, so that a log line identifies the agent. */
export const createPersonName = (random: SeededRandom, id: string): string =>
  `${random.pick(FIRST)} ${id}`.slice(0, 80);

export const createVehicle = (random: SeededRandom): Vehicle => ({
  model: random.pick(MODELS),
  colour: random.pick(COLOURS),
  plate: `T-${Math.floor(random.between(100, 1000))} ${Math.floor(random.between(10, 100))}`,
});
