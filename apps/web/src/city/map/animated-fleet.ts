import { CRS, latLng, type Bounds, type Map as LeafletMap, type Renderer } from 'leaflet';
import { glide, headingOf, type Pose } from '../../map/marker/glide.js';
import { PaintedLayer } from '../../map/layer/painted-layer.js';
import type { CityDriver, DriverStatus } from '../city-state.js';
import { DriverSprites, type StatusColours } from './driver-sprites.js';

/** A frame arrives once a second. A glide takes as long, so moving cars never pause. */
const GLIDE_MS = 1000;

/** A position in pixels at zoom 0, so that a frame of the animation projects nothing. */
interface Point {
  x: number;
  y: number;
}

interface Car {
  status: DriverStatus;
  from: Pose;
  to: Pose;
  fromPoint: Point;
  toPoint: Point;
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
  private startedAt = 0;
  private share = 1;

  constructor(
    private readonly map: LeafletMap,
    renderer: Renderer,
  ) {
    this.layer = new PaintedLayer((context, covered) => this.paint(context, covered), {
      renderer,
      pane: 'fleet',
    }).addTo(map);
  }

  show(drivers: readonly CityDriver[], { colours, hasReducedMotion }: FleetLook): void {
    if (!this.sprites?.hasColours(colours)) this.sprites = new DriverSprites(colours);
    const present = new Set(drivers.map(({ id }) => id));
    for (const id of this.cars.keys()) if (!present.has(id)) this.cars.delete(id);
    for (const driver of drivers) this.aim(driver);
    this.startedAt = performance.now();
    this.share = hasReducedMotion ? 1 : 0;
    cancelAnimationFrame(this.frame);
    if (hasReducedMotion) this.layer.repaint();
    else this.frame = requestAnimationFrame(this.step);
  }

  remove(): void {
    cancelAnimationFrame(this.frame);
    this.layer.remove();
    this.cars.clear();
  }

  private aim({ id, position, headingDegrees, status }: CityDriver): void {
    const known = this.cars.get(id);
    const shown = known && glide(known.from, known.to, this.share);
    const heading =
      headingDegrees ?? (shown && headingOf(shown.position, position)) ?? shown?.headingDegrees;
    const to: Pose = { position, headingDegrees: heading ?? 0 };
    const from = shown ?? to;
    const [fromPoint, toPoint] = [pointOf(from), pointOf(to)];
    this.cars.set(id, { status, from, to, fromPoint, toPoint });
  }

  private readonly step = (now: number): void => {
    this.share = Math.min(1, (now - this.startedAt) / GLIDE_MS);
    this.layer.repaint();
    if (this.share < 1) this.frame = requestAnimationFrame(this.step);
  };

  private paint(context: CanvasRenderingContext2D, { min, max }: Bounds): void {
    const { sprites, share } = this;
    if (!sprites || !min || !max) return;
    const scale = this.map.getZoomScale(this.map.getZoom(), 0);
    const origin = this.map.getPixelOrigin();
    for (const { status, from, to, fromPoint, toPoint } of this.cars.values()) {
      const x = (fromPoint.x + (toPoint.x - fromPoint.x) * share) * scale - origin.x;
      const y = (fromPoint.y + (toPoint.y - fromPoint.y) * share) * scale - origin.y;
      if (x < min.x || x > max.x || y < min.y || y > max.y) continue;
      const turns = from.headingDegrees !== to.headingDegrees && status === 'on_trip';
      const heading = turns ? glide(from, to, share).headingDegrees : to.headingDegrees;
      sprites.draw(context, status, { x, y, heading });
    }
  }
}

const pointOf = ({ position: { lat, lng } }: Pose): Point =>
  CRS.EPSG3857.latLngToPoint(latLng(lat, lng), 0);
