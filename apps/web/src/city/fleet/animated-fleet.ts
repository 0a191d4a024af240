import { CRS, latLng, type Bounds, type Map as LeafletMap, type Renderer } from 'leaflet';
import type { Position } from '#contracts';
import { PaintedLayer } from '../../map/layer/painted-layer.js';
import { headingOf, turn } from '../../map/marker/glide.js';
import type { CityDriver, DriverStatus } from '../city-state.js';
import { heardAt, isStaleAt } from './driver-age.js';
import { DriverSprites, type StatusColours } from './driver-sprites.js';
import type { Fleet } from './use-fleet.js';

/** A frame arrives once a second. A glide takes as long, so moving cars never pause. */
const GLIDE_MS = 1000;
/** Cars grow grey by the second, also while no frame arrives. */
const AGE_EVERY_MS = 1000;

/**
 * A car on its way from one place to another, in pixels at zoom 0, so that a frame of the animation
 * projects nothing. A car keeps its object: thousands of new ones a second would keep the garbage
 * collector busy.
 */
interface Car {
  status: DriverStatus;
  /** In milliseconds of `performance.now()`. */
  heardAt: number;
  position: Position;
  fromX: number;
  fromY: number;
  toX: number;
  toY: number;
  fromHeading: number;
  toHeading: number;
  /** The number of the fleet that had this car last. */
  listedIn: number;
}

export interface FleetLook {
  colours: StatusColours;
  /** Cars jump to their new positions, as the user prefers. */
  hasReducedMotion: boolean;
}

/**
 * All drivers on the map, as copies of small pictures on one canvas that one animation loop paints.
 * A Leaflet layer for each driver makes 5,000 of them too slow.
 */
export class AnimatedFleet {
  private readonly cars = new Map<string, Car>();
  private readonly layer: PaintedLayer;
  private sprites: DriverSprites | undefined;
  private frame = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private startedAt = 0;
  private share = 1;
  private shown = 0;

  constructor(
    private readonly map: LeafletMap,
    renderer: Renderer,
  ) {
    this.layer = new PaintedLayer((context, covered) => this.paint(context, covered), {
      renderer,
      pane: 'fleet',
    }).addTo(map);
  }

  show({ drivers, arrivedAt }: Fleet, { colours, hasReducedMotion }: FleetLook): void {
    if (!this.sprites?.hasColours(colours)) this.sprites = new DriverSprites(colours);
    this.shown += 1;
    let isMoving = false;
    for (const driver of drivers) isMoving = this.aim(driver, arrivedAt) || isMoving;
    for (const [id, { listedIn }] of this.cars) if (listedIn !== this.shown) this.cars.delete(id);
    this.startedAt = performance.now();
    this.stop();
    const glides = isMoving && !hasReducedMotion;
    this.share = glides ? 0 : 1;
    if (glides) this.frame = requestAnimationFrame(this.step);
    else this.rest();
  }

  remove(): void {
    this.stop();
    this.layer.remove();
    this.cars.clear();
  }

  private stop(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
  }

  /** @returns whether the car has to move or turn */
  private aim(driver: CityDriver, arrivedAt: number): boolean {
    const { id, position, headingDegrees, status } = driver;
    const { x, y } = CRS.EPSG3857.latLngToPoint(latLng(position.lat, position.lng), 0);
    const car = this.cars.get(id) ?? newCar(driver, { x, y });
    const { share } = this;
    car.fromX = between(car.fromX, car.toX, share);
    car.fromY = between(car.fromY, car.toY, share);
    car.fromHeading = turn(car.fromHeading, car.toHeading, share);
    car.toHeading = headingDegrees ?? headingOf(car.position, position) ?? car.toHeading;
    car.toX = x;
    car.toY = y;
    car.position = position;
    car.status = status;
    car.heardAt = heardAt(driver, arrivedAt);
    car.listedIn = this.shown;
    this.cars.set(id, car);
    return car.fromX !== x || car.fromY !== y || car.fromHeading !== car.toHeading;
  }

  private readonly step = (now: number): void => {
    this.share = Math.min(1, Math.max(0, (now - this.startedAt) / GLIDE_MS));
    if (this.share === 1) return this.rest();
    this.layer.repaint();
    this.frame = requestAnimationFrame(this.step);
  };

  /** Paints the cars where they are, and from then on once a second. */
  private readonly rest = (): void => {
    this.layer.repaint();
    this.timer = setTimeout(this.rest, AGE_EVERY_MS);
  };

  private paint(context: CanvasRenderingContext2D, { min, max }: Bounds): void {
    const { sprites, share } = this;
    if (!sprites || !min || !max) return;
    const scale = this.map.getZoomScale(this.map.getZoom(), 0);
    const origin = this.map.getPixelOrigin();
    const now = performance.now();
    for (const car of this.cars.values()) {
      const x = between(car.fromX, car.toX, share) * scale - origin.x;
      const y = between(car.fromY, car.toY, share) * scale - origin.y;
      if (x < min.x || x > max.x || y < min.y || y > max.y) continue;
      const isTurned = car.status === 'on_trip';
      const heading = isTurned ? turn(car.fromHeading, car.toHeading, share) : 0;
      const isStale = isStaleAt(car.heardAt, now);
      sprites.draw(context, { status: car.status, isStale, x, y, heading });
    }
  }
}

function newCar({ position, headingDegrees, status }: CityDriver, at: Point): Car {
  const heading = headingDegrees ?? 0;
  return {
    status,
    position,
    heardAt: 0,
    fromX: at.x,
    fromY: at.y,
    toX: at.x,
    toY: at.y,
    fromHeading: heading,
    toHeading: heading,
    listedIn: 0,
  };
}

interface Point {
  x: number;
  y: number;
}

const between = (from: number, to: number, share: number): number => from + (to - from) * share;
