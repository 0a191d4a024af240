import type { TripstreamApi } from '#client';
import type { RoadNetwork } from '#geo';
import type { Behaviour } from './behaviour.js';
import type { SeededRandom } from '../random/seeded-random.js';
import type { SimulatedClock } from '../time/simulated-clock.js';
import type { PinExchange } from './pin-exchange.js';
import type { RunJournal } from './run-journal.js';
import type { SessionClient } from './session-client.js';

/** What every agent lives in. */
export interface World {
  baseUrl: string;
  api: TripstreamApi;
  network: RoadNetwork;
  clock: SimulatedClock;
  random: SeededRandom;
  behaviour: Behaviour;
  sessions: SessionClient;
  pins: PinExchange;
  journal: RunJournal;
  /** The time is up: nothing new begins. */
  closing: AbortSignal;
  /** Everything stops where it stands. */
  stop: AbortSignal;
}
