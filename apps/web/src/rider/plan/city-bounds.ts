import type { CityMap, Position } from '#contracts';

/** Cars stop beside a road at the edge of the city too: about 500 m, in degrees. */
const MARGIN_DEGREES = 0.005;

/** Whether a position is in the city or beside it. The server measures the way to the next road. */
export function isInCity({ bounds }: Pick<CityMap, 'bounds'>, { lat, lng }: Position): boolean {
  const { south, west, north, east } = bounds;
  return (
    lat >= south - MARGIN_DEGREES &&
    lat <= north + MARGIN_DEGREES &&
    lng >= west - MARGIN_DEGREES &&
    lng <= east + MARGIN_DEGREES
  );
}
