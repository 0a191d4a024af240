import { cellToBoundary } from 'h3-js';
import { deflateRawSync } from 'node:zlib';
import { GRID_LAYERS, sumLayer, type DayGrid, type GridLayer } from './day-grid.js';
import { heatClasses, meanClasses, SHARE_CLASSES, type HeatClass } from './heat-classes.js';
import type { MapFrame } from './map-frame.js';

const HOUR_SECONDS = 3_600;
/** The share of fewer requests would be chance. */
export const LEAST_REQUESTS = 5;

/**
 * What a map can show: riders or cars at a moment, requests of the hour that begins then, or a share
 * of such requests.
 */
export interface PlayerLayer {
  readonly label: string;
  /** Completes "no …" where there is nothing to show. */
  readonly noun: string;
  /** Follows a number; the `s` at its end is left out after 1. */
  readonly unit: string;
  readonly kind: 'moment' | 'events' | 'share';
  /** Indices of the stored counts: one, or of a share the part and the rest. */
  readonly stored: readonly number[];
  readonly classes: readonly HeatClass[];
  /** The classes of the sum, or the mean, of the whole day. */
  readonly dayClasses: readonly HeatClass[];
  /** From where on a difference has a colour, ascending. */
  readonly steps: readonly number[];
  readonly daySteps: readonly number[];
}

/** The input of `public/report/day-player.js`. */
export interface PlayerData {
  /** The corners of each hexagon in pixels, as the `points` of an SVG polygon. */
  readonly cells: readonly string[];
  readonly startSeconds: number;
  readonly intervalSeconds: number;
  readonly frames: number;
  /** Frames of an hour. */
  readonly window: number;
  /** The frame at which the hour with the most requests begins. */
  readonly busiest: number;
  readonly leastRequests: number;
  /** Number of stored counts of a policy, frame and cell. */
  readonly stored: number;
  readonly layers: readonly PlayerLayer[];
  /** Little-endian 16-bit counts by policy, layer, frame and cell, deflated (RFC 1951), in base64. */
  readonly counts: string;
}

type Meta = Pick<PlayerLayer, 'label' | 'noun' | 'unit' | 'kind'> & {
  readonly of: readonly GridLayer[];
};

const LAYERS: readonly Meta[] = [
  { label: 'Riders waiting', noun: 'riders', unit: ' riders', kind: 'moment', of: ['waiting'] },
  { label: 'Requests lost', noun: 'requests', unit: ' requests', kind: 'events', of: ['lost'] },
  { label: 'Share lost', noun: 'requests', unit: ' %', kind: 'share', of: ['lost', 'served'] },
  { label: 'Requests served', noun: 'requests', unit: ' requests', kind: 'events', of: ['served'] },
  { label: 'Free cars', noun: 'cars', unit: ' cars', kind: 'moment', of: ['free'] },
  { label: 'Cars with or to riders', noun: 'cars', unit: ' cars', kind: 'moment', of: ['busy'] },
  { label: 'Cars charging or off duty', noun: 'cars', unit: ' cars', kind: 'moment', of: ['away'] },
];

/** Prepares the counts of a day for the script that plays it. */
export function playerData(day: DayGrid, frame: MapFrame): PlayerData {
  const { grid, startSeconds, intervalSeconds, frames } = day;
  const window = Math.max(1, Math.round(HOUR_SECONDS / intervalSeconds));
  return {
    cells: grid.cells.map((cell) => cellPoints(cell, frame)),
    startSeconds,
    intervalSeconds,
    frames,
    window,
    busiest: busiestFrame(day, window),
    leastRequests: LEAST_REQUESTS,
    stored: GRID_LAYERS.length,
    layers: LAYERS.filter((meta) => isUsed(meta, day)).map((meta) => layerOf(meta, day, window)),
    counts: encodeCounts(day.policies),
  };
}

/** Without shifts and batteries no car is ever away. */
const isUsed = ({ of }: Meta, day: DayGrid): boolean =>
  of.some((layer) => layer !== 'away' || mostInDay(day, layer) > 0);

/** The corners of a hexagon in pixels, as the `points` of an SVG polygon. */
export const cellPoints = (cell: string, { toPixels }: MapFrame): string =>
  cellToBoundary(cell)
    .map(([lat, lng]) => toPixels({ lat, lng }).join(' '))
    .join(' ');

function layerOf({ of, ...meta }: Meta, day: DayGrid, window: number): PlayerLayer {
  const stored = of.map((layer) => GRID_LAYERS.indexOf(layer));
  if (meta.kind === 'share') {
    const steps = [5, 10, 20];
    const classes = SHARE_CLASSES;
    return { ...meta, stored, classes, dayClasses: classes, steps, daySteps: steps };
  }
  const [layer] = of;
  const isMoment = meta.kind === 'moment';
  const classes = heatClasses(mostInWindow(day, layer!, isMoment ? 1 : window));
  const most = mostInDay(day, layer!);
  const dayClasses = isMoment ? meanClasses(most / day.frames) : heatClasses(most);
  return {
    ...meta,
    stored,
    classes,
    dayClasses,
    steps: stepsOf(classes),
    daySteps: stepsOf(dayClasses),
  };
}

/** Three steps from small to large differences. */
function stepsOf(classes: readonly HeatClass[]): number[] {
  const [first, second, third] = classes.map(({ from }) => from);
  if (first === undefined) return [];
  if (second === undefined) return [first];
  const least = Math.max(first, Math.round(second * 4) / 10);
  const steps = [least, second, third ?? second * 2];
  return [...new Set(steps)];
}

/** All policies have the same requests, so the first one stands for them. */
function busiestFrame(day: DayGrid, window: number): number {
  if (day.policies.length === 0) return 0;
  const requestsFrom = (frame: number): number => {
    const period = [frame, Math.min(day.frames, frame + window)] as const;
    const layers = ['lost', 'served'] as const;
    const sums = layers.flatMap((layer) => sumLayer(day, { policy: 0, layer }, period));
    return sums.reduce((sum, each) => sum + each, 0);
  };
  const requests = Array.from({ length: day.frames }, (_, frame) => requestsFrom(frame));
  return requests.indexOf(Math.max(...requests));
}

/** The most that one cell of any policy has in so many frames in a row. */
function mostInWindow({ grid, frames, policies }: DayGrid, layer: GridLayer, window: number) {
  const cells = grid.cells.length;
  const first = GRID_LAYERS.indexOf(layer) * frames;
  let most = 0;
  for (const counts of policies) {
    for (let cell = 0; cell < cells; cell += 1) {
      let sum = 0;
      for (let frame = 0; frame < frames; frame += 1) {
        sum += counts[(first + frame) * cells + cell]!;
        if (frame >= window) sum -= counts[(first + frame - window) * cells + cell]!;
        most = Math.max(most, sum);
      }
    }
  }
  return most;
}

const mostInDay = (day: DayGrid, layer: GridLayer): number =>
  day.policies.reduce((most, _, policy) => {
    const sums = sumLayer(day, { policy, layer });
    return sums.reduce((a, b) => Math.max(a, b), most);
  }, 0);

function encodeCounts(policies: readonly Uint16Array[]): string {
  const buffer = Buffer.alloc(2 * policies.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const counts of policies) {
    for (const count of counts) offset = buffer.writeUInt16LE(count, offset);
  }
  return deflateRawSync(buffer, { level: 9 }).toString('base64');
}
