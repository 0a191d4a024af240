import type { Position } from '#contracts';

/** The options of a grid that are given; `GridOptions` explains them. */
export interface GridPlan {
  readonly center: Position;
  readonly rows: number;
  readonly columns: number;
  readonly blockMeters: { readonly betweenStreets: number; readonly betweenAvenues: number };
  readonly rotationDegrees: number;
}

const METERS_PER_DEGREE = 111_195;

/**
 * The position of a junction, or of a point between junctions for fractions. A plane that touches
 * the earth in the centre is exact enough, because the grid is small.
 */
export function gridPosition(grid: GridPlan, row: number, column: number): Position {
  const across = (column - (grid.columns - 1) / 2) * grid.blockMeters.betweenAvenues;
  const along = (row - (grid.rows - 1) / 2) * grid.blockMeters.betweenStreets;
  const angle = (grid.rotationDegrees * Math.PI) / 180;
  const east = across * Math.cos(angle) + along * Math.sin(angle);
  const north = along * Math.cos(angle) - across * Math.sin(angle);
  const metersPerLng = METERS_PER_DEGREE * Math.cos((grid.center.lat * Math.PI) / 180);
  return {
    lat: rounded(grid.center.lat + north / METERS_PER_DEGREE),
    lng: rounded(grid.center.lng + east / metersPerLng),
  };
}

/** Rounds to 1 cm. Sines differ between engines in later digits, and the network would differ too. */
const rounded = (degrees: number) => Math.round(degrees * 1e7) / 1e7;

export type CompassPoint = 'North' | 'East' | 'South' | 'West';

const COMPASS: readonly CompassPoint[] = ['North', 'East', 'South', 'West'];

/** The sides of a grid by the points of the compass that they face. */
export interface GridSides {
  /** The side to which the columns count up. */
  readonly right: CompassPoint;
  readonly left: CompassPoint;
  /** The side to which the rows count up. */
  readonly top: CompassPoint;
  readonly bottom: CompassPoint;
}

export function gridSides({ rotationDegrees }: GridPlan): GridSides {
  const side = (degrees: number): CompassPoint => {
    const turned = (((rotationDegrees + degrees) % 360) + 360) % 360;
    return COMPASS[Math.round(turned / 90) % 4]!;
  };
  return { top: side(0), right: side(90), bottom: side(180), left: side(270) };
}
