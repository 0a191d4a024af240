import type { RoadNetwork } from '#geo';
import type { CityReadings, FleetVehicle, TripDemand } from '#scenario';

/** A city from files or from the generator, without travel times. */
export interface CityInput {
  /** Name for people. It may come from a file name, so a page must escape it. */
  readonly name: string;
  readonly network: RoadNetwork;
  /** At least one request, in the order of departure. */
  readonly requests: readonly TripDemand[];
  /** At least one vehicle. */
  readonly vehicles: readonly FleetVehicle[];
  /** What the files say about themselves; undefined for the generated city. */
  readonly readings?: CityReadings | undefined;
}
