import type { Map as LeafletMap, PathOptions, Renderer } from 'leaflet';
import { glide, headingOf, type Pose } from '../../map/marker/glide.js';
import type { CityDriver, DriverStatus } from '../city-state.js';
import { DriverShape } from './driver-shape.js';

/** A frame comes once a second: everybody takes as long to get there, so nobody stands. */
const GLIDE_MS = 1000;
/** With more cars than this only each third picture is drawn: 20 a second still glide. */
const MANY = 200;

interface Car {
  shape: DriverShape;
  from: Pose;
  shown: Pose;
  to: Pose;
}

export type Paint = (status: DriverStatus) => PathOptions;

/** All drivers on the map, moved together by one clock: a thousand clocks would be too many. */
export class AnimatedFleet {
  private readonly cars = new Map<string, Car>();
  private frame = 0;
  private pictures = 0;
  private startedAt = 0;

  constructor(
    private readonly map: LeafletMap,
    private readonly renderer: Renderer,
  ) {}

  /** @param isStill they jump: somebody doesn't want things to move */
  show(drivers: readonly CityDriver[], paint: Paint, isStill: boolean): void {
    const present = new Set(drivers.map(({ id }) => id));
    for (const [id, { shape }] of this.cars) {
      if (present.has(id)) continue;
      shape.remove();
      this.cars.delete(id);
    }
    for (const driver of drivers) this.aim(driver, paint);
    this.startedAt = performance.now();
    cancelAnimationFrame(this.frame);
    if (isStill) this.move(1);
    else this.frame = requestAnimationFrame(this.step);
  }

  remove(): void {
    cancelAnimationFrame(this.frame);
    for (const { shape } of this.cars.values()) shape.remove();
    this.cars.clear();
  }

  private aim(driver: CityDriver, paint: Paint): void {
    const { position, status } = driver;
    const car = this.cars.get(driver.id) ?? this.add(driver);
    const heading =
      driver.headingDegrees ?? headingOf(car.shown.position, position) ?? car.shown.headingDegrees;
    car.from = car.shown;
    car.to = { position, headingDegrees: heading };
    car.shape.become(status);
    car.shape.setStyle(paint(status));
  }

  private add({ id, position, headingDegrees }: CityDriver): Car {
    const pose: Pose = { position, headingDegrees: headingDegrees ?? 0 };
    const shape = new DriverShape(position, { renderer: this.renderer }).addTo(this.map);
    const car = { shape, from: pose, shown: pose, to: pose };
    this.cars.set(id, car);
    return car;
  }

  private readonly step = (now: number): void => {
    const part = (now - this.startedAt) / GLIDE_MS;
    this.pictures += 1;
    if (this.cars.size < MANY || part >= 1 || this.pictures % 3 === 0) this.move(part);
    if (part < 1) this.frame = requestAnimationFrame(this.step);
  };

  private move(part: number): void {
    for (const car of this.cars.values()) {
      if (car.from === car.to) continue;
      car.shown = glide(car.from, car.to, part);
      car.shape.turn(car.shown.headingDegrees);
      car.shape.setLatLng(car.shown.position);
    }
  }
}
