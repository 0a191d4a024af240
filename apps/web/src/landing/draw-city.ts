import type { MiniRoads } from './city-data.js';
import type { DrawnCar } from './moving-cars.js';

/** Puts a position of the city on a canvas, north up, with the whole city inside. */
type Project = (lng: number, lat: number) => [x: number, y: number];

const MARGIN = 12;

function projection({ bounds }: MiniRoads, width: number, height: number): Project {
  const { south, west, north, east } = bounds;
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const across = (east - west) * squeeze;
  const scale = Math.min((width - 2 * MARGIN) / across, (height - 2 * MARGIN) / (north - south));
  const left = (width - across * scale) / 2;
  const top = (height - (north - south) * scale) / 2;
  return (lng, lat) => [left + (lng - west) * squeeze * scale, top + (north - lat) * scale];
}

interface Frame {
  roads: MiniRoads;
  cars: readonly DrawnCar[];
}

/** The roads, painted once a size: each frame copies them. */
export class CityPainter {
  private background: HTMLCanvasElement | undefined;
  private painted = '';

  constructor(private readonly canvas: HTMLCanvasElement) {}

  /** Paints a frame in the colours of the page, which change with the user's colour scheme. */
  paint({ roads, cars }: Frame): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const context = this.canvas.getContext('2d');
    if (!context || width === 0) return;
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
    const style = getComputedStyle(this.canvas);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const key = [width, height, ratio, colour('--map-road-edge')].join();
    if (key !== this.painted) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
      this.background = paintRoads(this.canvas, roads, {
        ratio,
        colour: colour('--map-road-edge'),
      });
      this.painted = key;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (this.background) context.drawImage(this.background, 0, 0);
    context.scale(ratio, ratio);
    const project = projection(roads, width, height);
    for (const car of cars) {
      const [x, y] = project(car.lng, car.lat);
      context.beginPath();
      // A taken car is larger and filled, so its state does not depend on its colour.
      context.arc(x, y, car.isTaken ? 4.5 : 3, 0, 2 * Math.PI);
      context.fillStyle = colour(car.isTaken ? '--map-on_trip' : '--map-idle');
      context.fill();
    }
  }
}

function paintRoads(
  canvas: HTMLCanvasElement,
  roads: MiniRoads,
  { ratio, colour }: { ratio: number; colour: string },
): HTMLCanvasElement {
  const background = document.createElement('canvas');
  background.width = canvas.width;
  background.height = canvas.height;
  const context = background.getContext('2d');
  if (!context) return background;
  context.scale(ratio, ratio);
  context.strokeStyle = colour;
  context.lineWidth = 1;
  const project = projection(roads, canvas.width / ratio, canvas.height / ratio);
  context.beginPath();
  for (const line of roads.lines) {
    for (let at = 0; at + 1 < line.length; at += 2) {
      const [x, y] = project(line[at] ?? 0, line[at + 1] ?? 0);
      if (at === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
  }
  context.stroke();
  return background;
}
