import type { Position } from '#contracts';
import { useEffect, useRef, useState } from 'react';
import type { StreetGraph } from '../../map/street-graph.js';
import { stopAt, type Stop } from './journey.js';
import { isPosition } from './is-position.js';
import { useDevicePosition } from './use-device-position.js';
import { useLocalStorage } from '../duty/use-local-storage.js';

/** Who says where the car is: the device, or the page, which drives it along the streets. */
export interface Driving {
  by: 'page' | 'device';
  isFast: boolean;
}

export interface Car {
  /** Undefined until the device or the map has told a place. */
  stop: Stop | undefined;
  trouble: string | undefined;
  /** Puts the car somewhere else. */
  place: (position: Position) => void;
}

interface CarOptions {
  graph: StreetGraph | undefined;
  /** Where an idle car of somebody new stands. */
  middle: Position | undefined;
  goal: Position | undefined;
  driving: Driving;
}

const isMaybePosition = (found: unknown): found is Position | undefined => isPosition(found);

/** Where the car is, and what is ahead of it on its way to the goal. */
export function useCar({ graph, middle, goal, driving }: CarOptions): Car {
  const [kept, place] = useLocalStorage('place', undefined, isMaybePosition);
  const isDevice = driving.by === 'device';
  const device = useDevicePosition(isDevice);
  const from = isDevice ? device.position : (kept ?? middle);
  const driven = useJourney({ graph, from, goal: isDevice ? undefined : goal, place, driving });
  const { trouble } = device;
  if (!from) return { stop: undefined, trouble, place };
  const ahead = isDevice && goal ? (graph?.way(from, goal) ?? [from, goal]) : [from];
  const still: Stop = { position: from, headingDegrees: undefined, ahead };
  return { stop: isDevice ? still : (driven ?? still), trouble, place };
}

interface JourneyOptions extends Omit<CarOptions, 'middle'> {
  from: Position | undefined;
  place: (position: Position) => void;
}

const TICK_MS = 1000;
/** A usual speed in the city, in metres a second: 30 km/h. */
const REAL_MPS = 8.3;
const FAST = 8;
/** Where timers are slowed down, in a hidden tab, the car catches up; after a sleep it doesn't. */
const LONGEST_TICK_SECONDS = 60;

/** Drives from where the car is to the goal, at the speed of that moment. */
function useJourney({ graph, from, goal, place, driving }: JourneyOptions): Stop | undefined {
  const [stop, setStop] = useState<Stop>();
  const latest = useRef({ from, isFast: driving.isFast });
  useEffect(() => {
    latest.current = { from, isFast: driving.isFast };
  });
  const isReady = from !== undefined;
  useEffect(() => {
    const start = latest.current.from;
    if (!start || !goal) {
      setStop((known) => known && { ...known, ahead: [known.position] });
      return undefined;
    }
    const way = graph?.way(start, goal) ?? [start, goal];
    let [meters, lookedAt] = [0, performance.now()];
    setStop(stopAt(way, 0));
    const timer = setInterval(() => {
      const now = performance.now();
      const seconds = Math.min(LONGEST_TICK_SECONDS, (now - lookedAt) / 1000);
      lookedAt = now;
      meters += seconds * REAL_MPS * (latest.current.isFast ? FAST : 1);
      const reached = stopAt(way, meters);
      setStop(reached);
      place(reached.position);
      if (reached.ahead.length === 1) clearInterval(timer);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [graph, isReady, goal?.lat, goal?.lng, place]);
  // Put somewhere else by hand, it is there.
  const isMoved = !goal && stop && from && !isSame(stop.position, from);
  return isMoved ? undefined : stop;
}

const isSame = (a: Position, b: Position): boolean => a.lat === b.lat && a.lng === b.lng;
