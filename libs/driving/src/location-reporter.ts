import type { LocationReading } from '#contracts';
import type { TripstreamApi } from '#client';
import type { Motion } from './motion.js';

/** Real time, like the limits of the server: a moving car reports every second, others every fifth. */
const EVERY_MS = 1_000;
const STANDING_EVERY = 5;
/** The limit of the API for one request. At the bound the oldest reading is dropped. */
const MAX_READINGS = 100;

/** The part of a car that is reported. */
export type ReportedCar = Pick<Motion, 'isMoving' | 'location' | 'speedMps'>;

/** Draws a number; `SeededRandom` is one. */
export interface RandomDelay {
  between(low: number, high: number): number;
}

/** Reports the location of a car. Readings during a request are sent together in the next one. */
export class LocationReporter {
  private timer: NodeJS.Timeout | undefined;
  private readings: LocationReading[] = [];
  private sending = false;
  private tickCount = 0;

  constructor(
    private readonly api: TripstreamApi,
    private readonly car: ReportedCar,
    private readonly onProblem: (error: unknown) => void,
  ) {}

  /** Starts after a random delay, so that the cars of a city do not report at the same moment. */
  start(random: RandomDelay): void {
    this.tickCount = Math.floor(random.between(0, STANDING_EVERY));
    this.timer = setTimeout(
      () => {
        this.timer = setInterval(() => {
          this.tick();
        }, EVERY_MS);
      },
      random.between(0, EVERY_MS),
    );
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private tick(): void {
    this.tickCount += 1;
    if (!this.car.isMoving && this.tickCount % STANDING_EVERY !== 0) return;
    this.readings.push(this.read());
    if (this.readings.length > MAX_READINGS) this.readings.shift();
    if (!this.sending) void this.send();
  }

  private read(): LocationReading {
    const { position, headingDegrees } = this.car.location;
    const speedMps = this.car.isMoving ? Math.min(150, this.car.speedMps) : 0;
    const recordedAt = new Date().toISOString();
    return { lat: position.lat, lng: position.lng, headingDegrees, speedMps, recordedAt };
  }

  private async send(): Promise<void> {
    const batch = this.readings.splice(0);
    this.sending = true;
    try {
      await this.api.reportLocations(batch);
    } catch (error) {
      if (this.timer) this.onProblem(error);
    } finally {
      this.sending = false;
    }
  }
}
