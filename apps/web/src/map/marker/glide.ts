import type { Position } from '#contracts';

/** Where a car is, and where its front points: degrees clockwise from north. */
export interface Pose {
  position: Position;
  headingDegrees: number;
}

/** @param part 0 at `from`, 1 at `to`; what lies beyond is not gone on to */
export function glide(from: Pose, to: Pose, part: number): Pose {
  const t = Math.min(1, Math.max(0, part));
  return {
    position: {
      lat: between(from.position.lat, to.position.lat, t),
      lng: between(from.position.lng, to.position.lng, t),
    },
    headingDegrees: turned(from.headingDegrees, to.headingDegrees, t),
  };
}

const between = (from: number, to: number, t: number): number => from + (to - from) * t;

/** The short way round: from 350° to 10° through north. */
function turned(from: number, to: number, t: number): number {
  const difference = ((((to - from) % 360) + 540) % 360) - 180;
  return (((from + difference * t) % 360) + 360) % 360;
}

/** Which way it goes from one place to the other; undefined when it stands still. */
export function headingOf(from: Position, to: Position): number | undefined {
  const north = to.lat - from.lat;
  const east = (to.lng - from.lng) * Math.cos((from.lat * Math.PI) / 180);
  if (Math.hypot(north, east) < 1e-6) return undefined;
  return ((((Math.atan2(east, north) * 180) / Math.PI) % 360) + 360) % 360;
}
