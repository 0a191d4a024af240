import type { DriverStatus } from '../city-state.js';

interface ShapeColours {
  fill: string;
  edge: string;
}

/** How far a shape with its edge reaches from its middle at most, turned in any direction. */
export const REACH = 12;

/**
 * Draws a driver around (0, 0), facing negative y. Both the shape and the colour show the status, so
 * that colour-blind users can distinguish them.
 */
export function drawDriver(
  context: CanvasRenderingContext2D,
  status: DriverStatus,
  { fill, edge }: ShapeColours,
): void {
  context.lineJoin = 'round';
  context.beginPath();
  OUTLINES[status](context);
  const isLine = status === 'silent';
  context.strokeStyle = edge;
  context.lineWidth = isLine ? 6 : 3;
  context.stroke();
  context.fillStyle = fill;
  context.strokeStyle = fill;
  context.lineWidth = 2.5;
  if (isLine) context.stroke();
  else context.fill();
}

/**
 * Draws a driver whose position is old. A car that may be elsewhere has no direction: it is a ring.
 * The shapes of silent drivers say already that they are not heard.
 */
export function drawStaleDriver(
  context: CanvasRenderingContext2D,
  status: DriverStatus,
  colours: ShapeColours,
): void {
  if (status !== 'on_trip') return drawDriver(context, status, colours);
  for (const [width, colour] of [
    [5.5, colours.edge],
    [2.5, colours.fill],
  ] as const) {
    context.beginPath();
    context.arc(0, 0, 6, 0, 2 * Math.PI);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

const OUTLINES: Record<DriverStatus, (context: CanvasRenderingContext2D) => void> = {
  idle: (context) => {
    context.arc(0, 0, 5, 0, 2 * Math.PI);
  },
  offered: (context) => drawPolygon(context, [0, -7, 7, 0, 0, 7, -7, 0]),
  on_trip: (context) => drawPolygon(context, [0, -9, 6, 7, 0, 3.5, -6, 7]),
  lost: (context) => drawPolygon(context, [0, -7, 7, 6, -7, 6]),
  silent: (context) => {
    context.moveTo(-4.5, -4.5);
    context.lineTo(4.5, 4.5);
    context.moveTo(4.5, -4.5);
    context.lineTo(-4.5, 4.5);
  },
};

function drawPolygon(context: CanvasRenderingContext2D, corners: readonly number[]): void {
  for (let index = 0; index < corners.length; index += 2) {
    context.lineTo(corners[index] ?? 0, corners[index + 1] ?? 0);
  }
  context.closePath();
}
