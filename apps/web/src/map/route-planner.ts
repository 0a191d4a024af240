import type { CityMap, Position } from '#contracts';
import { greatCircleMeters, networkFromCityMap, planRoute, type RoadNetwork } from '#geo';

/**
 * Plans the path that the map draws and that a simulated car follows. The server's own estimate
 * may differ, because it knows exact speeds and lengths.
 */
export class RoutePlanner {
  private readonly network: RoadNetwork | undefined;

  constructor(city: CityMap) {
    this.network = connectedNetwork(city);
  }

  /**
   * The fastest path through the streets, both ends included. It is a straight line where the
   * map has no connected roads, or where one end is more than 1 km away from all of them.
   */
  planPath(from: Position, to: Position): Position[] {
    if (!this.network) return [from, to];
    const { points } = planRoute(this.network, from, to);
    const junctions = points.slice(1, -1);
    return [from, ...trimmed(trimmed(junctions, from).reverse(), to).reverse(), to];
  }
}

function connectedNetwork(city: CityMap): RoadNetwork | undefined {
  try {
    return networkFromCityMap(city);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The junctions without the first one where that lies behind the car: the junction nearest to a
 * position may lie in the direction opposite to the path.
 */
function trimmed(junctions: Position[], position: Position): Position[] {
  const [first, second] = junctions;
  if (!first || !second) return junctions;
  const isDetour = greatCircleMeters(position, second) < greatCircleMeters(first, second);
  return isDetour ? junctions.slice(1) : junctions;
}
