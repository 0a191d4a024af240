import type { Position } from '#contracts';
import { useEffect, useRef, useState } from 'react';
import type { MessageId } from '../../language/message-id.js';
import type { RoutePlanner } from '../../map/route-planner.js';
import { useLocalStorage } from '../use-local-storage.js';
import { progressAt, type RouteProgress } from './journey.js';
import { useDevicePosition } from './use-device-position.js';

/** The source of the car's position: the device, or the page, which drives along the streets. */
export interface Driving {
  by: 'page' | 'device';
  isFast: boolean;
}

export interface Car {
  /** Undefined until the device or the map has given a position. */
  progress: RouteProgress | undefined;
  /** Why the device gives no position. */
  locationProblem: MessageId | undefined;
  /** Moves the car to another position. */
  moveTo: (position: Position) => void;
}

interface CarOptions {
  planner: RoutePlanner | undefined;
  /** The position of a car that this browser has stored no position for. */
  initialPosition: Position | undefined;
  goal: Position | undefined;
  driving: Driving;
}

/** Where the car is, and the path from there to the goal. */
export function useCar({ planner, initialPosition, goal, driving }: CarOptions): Car {
  const [stored, moveTo] = useLocalStorage<Position | undefined>('place', undefined, isPosition);
  const isDevice = driving.by === 'device';
  const device = useDevicePosition(isDevice);
  const from = isDevice ? device.position : (stored ?? initialPosition);
  const journeyGoal = isDevice ? undefined : goal;
  const driven = useJourney({ planner, from, goal: journeyGoal, moveTo, driving });
  const locationProblem = device.problem;
  if (!from) return { progress: undefined, locationProblem, moveTo };
  const ahead = isDevice && goal ? (planner?.planPath(from, goal) ?? [from, goal]) : [from];
  const parked: RouteProgress = { position: from, headingDegrees: undefined, ahead };
  return { progress: isDevice ? parked : (driven ?? parked), locationProblem, moveTo };
}

function isPosition(stored: unknown): stored is Position {
  if (typeof stored !== 'object' || stored === null) return false;
  const { lat, lng } = stored as Partial<Position>;
  return Number.isFinite(lat) && Number.isFinite(lng);
}

interface JourneyOptions extends Omit<CarOptions, 'initialPosition'> {
  from: Position | undefined;
  moveTo: (position: Position) => void;
}

const TICK_MS = 1000;
/** A usual speed in the city, in metres a second: 30 km/h. */
const CITY_SPEED = 8.3;
const FAST_FACTOR = 8;
/**
 * Browsers slow timers down in a hidden tab, and the car catches up with the time that has passed.
 * Beyond this bound, as after the sleep of a laptop, it does not.
 */
const LONGEST_TICK_SECONDS = 60;

/** Drives from the present position to the goal. A change of speed applies at the next tick. */
function useJourney(options: JourneyOptions): RouteProgress | undefined {
  const { planner, from, goal, moveTo, driving } = options;
  const [progress, setProgress] = useState<RouteProgress>();
  const latest = useRef({ from, isFast: driving.isFast });
  useEffect(() => {
    latest.current = { from, isFast: driving.isFast };
  });
  const isReady = from !== undefined;
  useEffect(() => {
    const start = latest.current.from;
    if (!start || !goal) {
      setProgress((known) => known && { ...known, ahead: [known.position] });
      return undefined;
    }
    const path = planner?.planPath(start, goal) ?? [start, goal];
    let [meters, tickedAt] = [0, performance.now()];
    setProgress(progressAt(path, 0));
    const timer = setInterval(() => {
      const now = performance.now();
      const seconds = Math.min(LONGEST_TICK_SECONDS, (now - tickedAt) / 1000);
      tickedAt = now;
      meters += seconds * CITY_SPEED * (latest.current.isFast ? FAST_FACTOR : 1);
      const next = progressAt(path, meters);
      setProgress(next);
      moveTo(next.position);
      if (next.ahead.length === 1) clearInterval(timer);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [planner, isReady, goal?.lat, goal?.lng, moveTo]);
  // The driver may move an idle car by a click on the map: the old progress is void then.
  const isMoved = !goal && progress && from && !isSame(progress.position, from);
  return isMoved ? undefined : progress;
}

const isSame = (a: Position, b: Position): boolean => a.lat === b.lat && a.lng === b.lng;
