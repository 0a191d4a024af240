import type { RoadNetwork } from '#geo';
import type { FleetVehicle, TripDemand } from '#scenario';

/** A city as it was read or generated, before its travel times are known. */
export interface CityInput {
  /** What tells it from others, for people. From files: not to be trusted in a page. */
  readonly name: string;
  readonly network: RoadNetwork;
  /** In the order of departure; at least one. */
  readonly requests: readonly TripDemand[];
  /** At least one. */
  readonly vehicles: readonly FleetVehicle[];
}
