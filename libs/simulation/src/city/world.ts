import type { Trip } from '#contracts';
import type { TripstreamApi } from '#client';
import type { RoadNetwork } from '#geo';
import type { Behaviour } from './behaviour.js';
import type { SeededRandom } from '../random/seeded-random.js';
import type { SimulatedClock } from '#driving';
import type { PinExchange } from './pin-exchange.js';
import type { RunJournal } from './run-journal.js';
import type { SessionClient } from './session-client.js';

/** Follows a trip whose rider has vanished. */
export interface VanishedRiderWatch {
  /** @returns the trip when it has ended; undefined when the city stops before */
  awaitEnd(tripId: string): Promise<Trip | undefined>;
}

/** The services and settings that all agents of a city share. */
export interface World {
  baseUrl: string;
  api: TripstreamApi;
  network: RoadNetwork;
  clock: SimulatedClock;
  random: SeededRandom;
  behaviour: Behaviour;
  sessions: SessionClient;
  pins: PinExchange;
  operator: VanishedRiderWatch;
  /** Real milliseconds that a driver waits at the pickup before a no-show. */
  noShowMs: number;
  journal: RunJournal;
  /** Aborts when no new ride may begin. */
  closing: AbortSignal;
  /** Aborts when riders who still wait for a driver give up, so that the city can end. */
  lastCall: AbortSignal;
  /** Aborts when all agents stop at once. */
  stop: AbortSignal;
}
