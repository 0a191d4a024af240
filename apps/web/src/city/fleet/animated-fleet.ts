import { CRS, latLng, type Bounds, type Map as LeafletMap, type Renderer } from 'leaflet';
import type { Position } from '#contracts';
import { PaintedLayer } from '../../map/layer/painted-layer.js';
import { headingOf, smallerAngle, turn } from '../../map/marker/glide.js';
import type { CityDriver, DriverStatus } from '../city-state.js';
import { heardAt, isStaleAt } from './driver-age.js';
import { DEGREES_APART, DriverSprites, type StatusColours } from './driver-sprites.js';
import { PixelImage } from './pixel-image.js';
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
  private readonly image = new PixelImage();
  private look: FleetLook | undefined;
  private sprites: DriverSprites | undefined;
  private frame = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private startedAt = 0;
  private share = 1;
  private paintedShare = 1;
  /** The longest way of a car in this glide, in pixels at zoom 0. */
  private farthest = 0;
  /** The widest turn of a car in this glide, in degrees. */
  private widestTurn = 0;
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

  show({ drivers, arrivedAt }: Fleet, look: FleetLook): void {
    this.look = look;
    this.shown += 1;
    this.farthest = this.widestTurn = 0;
    for (const driver of drivers) this.aim(driver, arrivedAt);
    for (const [id, { listedIn }] of this.cars) if (listedIn !== this.shown) this.cars.delete(id);
    this.startedAt = performance.now();
    this.stop();
    const isMoving = this.farthest > 0 || this.widestTurn > 0;
    const glides = isMoving && !look.hasReducedMotion;
    this.share = glides ? 0 : 1;
    if (!glides) return this.rest();
    this.layer.repaint();
    this.frame = requestAnimationFrame(this.step);
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

  private aim(driver: CityDriver, arrivedAt: number): void {
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
    this.farthest = Math.max(this.farthest, Math.hypot(x - car.fromX, y - car.fromY));
    if (status !== 'on_trip') return;
    const turned = Math.abs(smallerAngle(car.fromHeading, car.toHeading));
    this.widestTurn = Math.max(this.widestTurn, turned);
  }

  private readonly step = (now: number): void => {
    this.share = Math.min(1, Math.max(0, (now - this.startedAt) / GLIDE_MS));
    if (this.share === 1) return this.rest();
    if (this.looksDifferent()) this.layer.repaint();
    this.frame = requestAnimationFrame(this.step);
  };

  /**
   * Whether a car has moved by half a pixel, or turned by half of the angle between two sprites,
   * since the last paint. On the map of a whole city the cars cross a pixel a second, so most frames
   * would look like the one before.
   */
  private looksDifferent(): boolean {
    const share = this.share - this.paintedShare;
    const pixels = this.map.getZoomScale(this.map.getZoom(), 0) * (this.sprites?.density ?? 1);
    return share * this.farthest * pixels >= 0.5 || share * this.widestTurn >= DEGREES_APART / 2;
  }

  /** Paints the cars where they are, and from then on once a second. */
  private readonly rest = (): void => {
    this.layer.repaint();
    this.timer = setTimeout(this.rest, AGE_EVERY_MS);
  };

  private paint(context: CanvasRenderingContext2D, { min, max }: Bounds): void {
    const { image, share, look } = this;
    if (!look || !min || !max) return;
    const { width, height } = context.canvas;
    const density = Math.round(width / (max.x - min.x));
    if (!this.sprites?.isFor(look.colours, density)) {
      this.sprites = new DriverSprites(look.colours, density);
    }
    const scale = this.map.getZoomScale(this.map.getZoom(), 0) * density;
    const origin = this.map.getPixelOrigin().add(min).multiplyBy(density);
    const now = performance.now();
    this.paintedShare = share;
    image.clear(width, height);
    for (const car of this.cars.values()) {
      const x = between(car.fromX, car.toX, share) * scale - origin.x;
      const y = between(car.fromY, car.toY, share) * scale - origin.y;
      if (x < 0 || x > width || y < 0 || y > height) continue;
      const { status } = car;
      const heading = status === 'on_trip' ? turn(car.fromHeading, car.toHeading, share) : 0;
      this.sprites.draw(image, { status, isStale: isStaleAt(car.heardAt, now), x, y, heading });
    }
    image.putOn(context);
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
