/** The roads and the ground of the running city (`GET /pages/roads.json`). */
export interface MiniRoads {
  bounds: { south: number; west: number; north: number; east: number };
  /** Each line is `lng, lat` in turn. */
  lines: number[][];
  /** Water and parks; each outline is `lng, lat` in turn. */
  areas: { kind: 'water' | 'park'; outline: number[] }[];
  landmarks: { name: string; lat: number; lng: number }[];
}

/** Cars of the running city (`GET /pages/cars.json`). */
export interface MiniCars {
  cars: {
    key: string;
    lat: number;
    lng: number;
    headingDegrees: number | null;
    isTaken: boolean;
  }[];
  online: number;
}

/** @throws Error when the server can't be reached, or has no public map */
export async function readJson<Body>(path: string, signal: AbortSignal): Promise<Body> {
  const answer = await fetch(path, { signal });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}.`);
  return (await answer.json()) as Body;
}
