import type { MiniRoads } from './city-data.js';
import type { DrawnCar } from './moving-cars.js';
import { paintGround, type ColourOf, type Project } from './paint-ground.js';

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

/** The ground, painted once a size and colour scheme: each frame copies it. */
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
    const colour: ColourOf = (name) => style.getPropertyValue(`--map-${name}`).trim();
    const project = projection(roads, width, height);
    const key = [width, height, ratio, colour('road-edge')].join();
    if (key !== this.painted) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
      this.background = copySize(this.canvas);
      const ground = this.background.getContext('2d');
      ground?.scale(ratio, ratio);
      if (ground) paintGround(ground, { roads, project, colour, width, font: style.fontFamily });
      this.painted = key;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    if (this.background) context.drawImage(this.background, 0, 0);
    context.scale(ratio, ratio);
    for (const car of cars) {
      const [x, y] = project(car.lng, car.lat);
      context.beginPath();
      // A taken car is larger and filled, so its state does not depend on its colour.
      context.arc(x, y, car.isTaken ? 4.5 : 3, 0, 2 * Math.PI);
      context.fillStyle = colour(car.isTaken ? 'on_trip' : 'idle');
      context.fill();
    }
  }
}

function copySize({ width, height }: HTMLCanvasElement): HTMLCanvasElement {
  const copy = document.createElement('canvas');
  copy.width = width;
  copy.height = height;
  return copy;
}
