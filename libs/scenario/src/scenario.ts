import type { RoadNetwork } from '#geo';
import type { TripDemand } from './demand/trip-demand.js';
import type { FleetVehicle } from './fleet/fleet.js';

/** The input of a simulated city: road network, requests and vehicles within a window of time. */
export interface Scenario {
  name: string;
  network: RoadNetwork;
  /** Absolute path for the server's `CITY_NETWORK_FILE`; undefined for the built-in city. */
  networkFile: string | undefined;
  /** Metres from the roads at which the city ends (`CITY_MARGIN_METERS`); undefined: the default. */
  marginMeters: number | undefined;
  /** All requests of the window, in the order of departure. */
  requests: readonly TripDemand[];
  vehicles: readonly FleetVehicle[];
  /** Begin of the window in simulated seconds since midnight. */
  fromSeconds: number;
  /** Length of the window in simulated seconds. */
  windowSeconds: number;
}
