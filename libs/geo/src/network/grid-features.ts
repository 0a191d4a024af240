import type { AreaKind, CityArea, CityLandmark } from '#contracts';
import { dividingColumn } from './grid-names.js';
import { gridPosition, gridSides, type GridPlan } from './grid-plan.js';
import type { CityFeatures } from './road-label.js';

/** A rectangle of a grid in rows and columns; fractions are points between junctions. */
interface GridBox {
  readonly bottom: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
}

/** Smaller grids have water around them, and no parks, districts or landmarks. */
const MIN_ROWS = 12;
const MIN_COLUMNS = 6;

const SHORE_METERS = 60;
const RIVER_METERS = 500;
const HARBOR_METERS = 450;
/** Keeps a park off the middle of the roads around it. */
const SIDEWALK_METERS = 12;

/** Districts from the bottom to the top. A lower city has fewer of them. */
const DISTRICTS = [
  'Harbor Point',
  'Old Town',
  'Market District',
  'Midtown',
  'Parkside',
  'University Heights',
  'Uptown',
  'Northgate',
];
const ROWS_PER_DISTRICT = 10;

/** Parks of one block, by the share of the rows below them, and blocks from the dividing avenue. */
const SQUARES = [
  { name: 'Foundry Square', rows: 0.13, blocks: -2 },
  { name: 'Liberty Green', rows: 0.22, blocks: 1 },
  { name: 'Orchard Square', rows: 0.36, blocks: -4 },
  { name: 'Maple Gardens', rows: 0.49, blocks: 3 },
  { name: 'Fountain Square', rows: 0.62, blocks: -3 },
  { name: 'Hilltop Green', rows: 0.9, blocks: 2 },
];

/** Landmarks, placed as the squares are, in the middle of a block. */
const LANDMARKS = [
  { name: 'Ferry Terminal', rows: 0.02, blocks: 1 },
  { name: 'City Hall', rows: 0.16, blocks: 0 },
  { name: 'Market Hall', rows: 0.3, blocks: -3 },
  { name: 'Central Station', rows: 0.53, blocks: 1 },
  { name: 'Opera House', rows: 0.58, blocks: -2 },
  { name: 'General Hospital', rows: 0.44, blocks: 3 },
  { name: 'Museum of Art', rows: 0.74, blocks: 0 },
  { name: 'State University', rows: 0.82, blocks: -3 },
  { name: 'Riverside Stadium', rows: 0.95, blocks: 3 },
];

/** The water, parks, districts and landmarks of a grid: the same options give the same. */
export function gridFeatures(grid: GridPlan): CityFeatures {
  const water = waterOf(grid);
  if (grid.rows < MIN_ROWS || grid.columns < MIN_COLUMNS) {
    return { areas: water, landmarks: [], attribution: null };
  }
  const landmarks = LANDMARKS.map((site) => landmark(grid, site));
  const areas = [...districtsOf(grid), ...water, ...parksOf(grid)];
  return { areas, landmarks, attribution: null };
}

/** Two rivers along the parkways, and a harbor that joins them at the bottom. */
function waterOf(grid: GridPlan): CityArea[] {
  const { left, right } = gridSides(grid);
  const [top, end] = [grid.rows - 1 + 4, grid.columns - 1];
  const { betweenStreets, betweenAvenues } = grid.blockMeters;
  const [shore, river] = [SHORE_METERS / betweenAvenues, RIVER_METERS / betweenAvenues];
  const bottom = -HARBOR_METERS / betweenStreets;
  const quay = -SHORE_METERS / betweenStreets;
  return [
    area(grid, `water ${left} River`, { bottom: quay, top, left: -river, right: -shore }),
    area(grid, `water ${right} River`, {
      bottom: quay,
      top,
      left: end + shore,
      right: end + river,
    }),
    area(grid, 'water The Harbor', { bottom, top: quay, left: -river, right: end + river }),
  ];
}

/** Each district is a band of streets on one side of the dividing avenue. */
function districtsOf(grid: GridPlan): CityArea[] {
  const { left, right } = gridSides(grid);
  const bands = Math.min(DISTRICTS.length, Math.max(1, Math.floor(grid.rows / ROWS_PER_DISTRICT)));
  const end = grid.rows - 1;
  const edge = (band: number) => Math.round((band / bands) * end);
  return Array.from({ length: bands }, (_, band) => {
    const name = DISTRICTS[Math.floor((band * DISTRICTS.length) / bands)]!;
    const rows = { bottom: edge(band), top: edge(band + 1) };
    const middle = dividingColumn(grid);
    return [
      area(grid, `district ${name} ${left}`, { ...rows, left: 0, right: middle }),
      area(grid, `district ${name} ${right}`, { ...rows, left: middle, right: grid.columns - 1 }),
    ];
  }).flat();
}

/** A large park with a lake above the middle of the city, and squares of one block. */
function parksOf(grid: GridPlan): CityArea[] {
  const left = Math.max(1, dividingColumn(grid) - 2);
  const bottom = Math.round(grid.rows * 0.66);
  const top = Math.min(grid.rows - 2, bottom + Math.max(3, Math.round(grid.rows * 0.13)));
  const middle = Math.floor((bottom + top) / 2);
  const lake = { bottom: middle + 0.2, top: middle + 0.8, left: left + 0.25, right: left + 0.75 };
  return [
    area(grid, 'park Grand Park', inset(grid, { bottom, top, left, right: left + 1 })),
    area(grid, 'water Mirror Lake', lake),
    ...SQUARES.map((site) => {
      const block = blockOf(grid, site);
      const box = { bottom: block.row, top: block.row + 1, left: block.column };
      return area(grid, `park ${site.name}`, inset(grid, { ...box, right: block.column + 1 }));
    }),
  ];
}

interface Site {
  readonly name: string;
  readonly rows: number;
  readonly blocks: number;
}

/** The block of a site, within the parkways. */
function blockOf(grid: GridPlan, { rows, blocks }: Site): { row: number; column: number } {
  const row = Math.min(grid.rows - 2, Math.floor(rows * (grid.rows - 1)));
  const column = Math.min(grid.columns - 2, Math.max(0, dividingColumn(grid) + blocks));
  return { row, column };
}

function landmark(grid: GridPlan, site: Site): CityLandmark {
  const { row, column } = blockOf(grid, site);
  const coordinates = coordinateOf(grid, row + 0.5, column + 0.5);
  const geometry = { type: 'Point' as const, coordinates };
  return { type: 'Feature', properties: { name: site.name }, geometry };
}

function inset(grid: GridPlan, { bottom, left, top, right }: GridBox): GridBox {
  const rows = SIDEWALK_METERS / grid.blockMeters.betweenStreets;
  const columns = SIDEWALK_METERS / grid.blockMeters.betweenAvenues;
  return { bottom: bottom + rows, left: left + columns, top: top - rows, right: right - columns };
}

/** @param label the kind and the name of the area */
function area(grid: GridPlan, label: `${AreaKind} ${string}`, box: GridBox): CityArea {
  const [kind, ...words] = label.split(' ') as [AreaKind, ...string[]];
  const { bottom, left, top, right } = box;
  const corner = (row: number, column: number) => coordinateOf(grid, row, column);
  // Counterclockwise, as RFC 7946 wants an outer ring (section 3.1.6).
  const ring = [corner(bottom, left), corner(bottom, right), corner(top, right), corner(top, left)];
  return {
    type: 'Feature',
    properties: { kind, name: words.join(' ') },
    geometry: { type: 'Polygon', coordinates: [[...ring, corner(bottom, left)]] },
  };
}

/** Six decimals are 0.1 m, as in the roads of a map. */
function coordinateOf(grid: GridPlan, row: number, column: number): [number, number] {
  const { lat, lng } = gridPosition(grid, row, column);
  return [Math.round(lng * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6];
}
