import type { RoadNetwork } from '#geo';
import type { TripDemand } from './demand/trip-demand.js';
import type { FleetVehicle } from './fleet/fleet.js';

/** What is given before the day begins; the rest is up to the people and the server. */
export interface Scenario {
  name: string;
  network: RoadNetwork;
  /** Absolute path for the server's `CITY_NETWORK_FILE`; undefined for the built-in city. */
  networkFile: string | undefined;
  /** In the order of departure, all within the window. */
  requests: readonly TripDemand[];
  vehicles: readonly FleetVehicle[];
  /** Begin of the window, simulated seconds since midnight. */
  fromSeconds: number;
  /** Length of the window, simulated seconds. */
  windowSeconds: number;
}
