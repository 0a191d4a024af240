/** A circle in pixels. */
export interface Circle {
  x: number;
  y: number;
  radius: number;
}

/** The side of a cell in pixels, about as long as a short name. */
const CELL = 64;

/**
 * The room that labels take. A label is a row of circles, which suits any angle. The cost of a look-up
 * is that of the labels near by.
 */
export class CollisionGrid {
  private readonly cells = new Map<string, Circle[]>();

  /** Takes the room of all circles, or none if one of them touches a circle of an earlier label. */
  take(circles: readonly Circle[]): boolean {
    if (circles.some((circle) => this.isTaken(circle))) return false;
    this.reserve(circles);
    return true;
  }

  /** Takes the room of all circles, also where they touch each other. */
  reserve(circles: readonly Circle[]): void {
    for (const circle of circles) {
      for (const key of cellsOf(circle)) {
        const cell = this.cells.get(key);
        if (cell) cell.push(circle);
        else this.cells.set(key, [circle]);
      }
    }
  }

  private isTaken(circle: Circle): boolean {
    return cellsOf(circle).some((key) =>
      this.cells.get(key)?.some((other) => {
        const distance = Math.hypot(circle.x - other.x, circle.y - other.y);
        return distance < circle.radius + other.radius;
      }),
    );
  }
}

function cellsOf({ x, y, radius }: Circle): string[] {
  const keys: string[] = [];
  for (let column = cellAt(x - radius); column <= cellAt(x + radius); column++) {
    for (let row = cellAt(y - radius); row <= cellAt(y + radius); row++) {
      keys.push(`${column} ${row}`);
    }
  }
  return keys;
}

const cellAt = (pixels: number): number => Math.floor(pixels / CELL);

/** The room of a text of this width and height around its centre, turned by the angle. */
export function circlesOf(
  { x, y, angle }: { x: number; y: number; angle: number },
  width: number,
  height: number,
): Circle[] {
  const radius = height / 2;
  const reach = Math.max(0, width / 2 - radius);
  const count = Math.max(1, Math.ceil((2 * reach) / radius) + 1);
  return Array.from({ length: count }, (_, index) => {
    const along = count === 1 ? 0 : -reach + (2 * reach * index) / (count - 1);
    return { x: x + along * Math.cos(angle), y: y + along * Math.sin(angle), radius };
  });
}
