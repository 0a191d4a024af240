import type { Map as LeafletMap, PathOptions, Renderer } from 'leaflet';
import { glide, headingOf, type Pose } from '../../map/marker/glide.js';
import type { CityDriver, DriverStatus } from '../city-state.js';
import { DriverShape } from './driver-shape.js';

/** A frame arrives once a second. A glide takes as long, so moving cars never pause. */
const GLIDE_MS = 1000;
/** With more cars than this, only every third animation frame is drawn: 20 a second look smooth. */
const LARGE_FLEET = 200;

interface Car {
  shape: DriverShape;
  from: Pose;
  shown: Pose;
  to: Pose;
}

export type StatusStyle = (status: DriverStatus) => PathOptions;

/** All drivers on the map, moved by one animation loop. One loop a driver would be too slow. */
export class AnimatedFleet {
  private readonly cars = new Map<string, Car>();
  private frame = 0;
  private renderedFrames = 0;
  private startedAt = 0;

  constructor(
    private readonly map: LeafletMap,
    private readonly renderer: Renderer,
  ) {}

  /** @param hasReducedMotion cars jump to their new positions, as the user prefers */
  show(drivers: readonly CityDriver[], style: StatusStyle, hasReducedMotion: boolean): void {
    const present = new Set(drivers.map(({ id }) => id));
    for (const [id, { shape }] of this.cars) {
      if (present.has(id)) continue;
      shape.remove();
      this.cars.delete(id);
    }
    for (const driver of drivers) this.aim(driver, style);
    this.startedAt = performance.now();
    cancelAnimationFrame(this.frame);
    if (hasReducedMotion) this.move(1);
    else this.frame = requestAnimationFrame(this.step);
  }

  remove(): void {
    cancelAnimationFrame(this.frame);
    for (const { shape } of this.cars.values()) shape.remove();
    this.cars.clear();
  }

  private aim(driver: CityDriver, style: StatusStyle): void {
    const { position, status } = driver;
    const car = this.cars.get(driver.id) ?? this.add(driver);
    const heading =
      driver.headingDegrees ?? headingOf(car.shown.position, position) ?? car.shown.headingDegrees;
    car.from = car.shown;
    car.to = { position, headingDegrees: heading };
    car.shape.setStatus(status);
    car.shape.setStyle(style(status));
  }

  private add({ id, position, headingDegrees }: CityDriver): Car {
    const pose: Pose = { position, headingDegrees: headingDegrees ?? 0 };
    const shape = new DriverShape(position, { renderer: this.renderer }).addTo(this.map);
    const car = { shape, from: pose, shown: pose, to: pose };
    this.cars.set(id, car);
    return car;
  }

  private readonly step = (now: number): void => {
    const share = (now - this.startedAt) / GLIDE_MS;
    this.renderedFrames += 1;
    if (this.cars.size < LARGE_FLEET || share >= 1 || this.renderedFrames % 3 === 0)
      this.move(share);
    if (share < 1) this.frame = requestAnimationFrame(this.step);
  };

  private move(share: number): void {
    for (const car of this.cars.values()) {
      if (car.from === car.to) continue;
      car.shown = glide(car.from, car.to, share);
      car.shape.setHeading(car.shown.headingDegrees);
      car.shape.setLatLng(car.shown.position);
    }
  }
}
