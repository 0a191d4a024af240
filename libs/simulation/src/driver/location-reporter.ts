import type { LocationReading } from '#contracts';
import type { TripstreamApi } from '#client';
import type { SeededRandom } from '../random/seeded-random.js';
import type { Motion } from './motion.js';

/** Real time, as the server's limits are: a moving car each second, a standing one each fifth. */
const EVERY_MS = 1_000;
const STANDING_EVERY = 5;
/** The API takes no more at once; older ones say nothing any more. */
const MAX_READINGS = 100;

/** Tells the server where the car is; readings made while one is under way go together. */
export class LocationReporter {
  private timer: NodeJS.Timeout | undefined;
  private readings: LocationReading[] = [];
  private sending = false;
  private tickCount = 0;

  constructor(
    private readonly api: TripstreamApi,
    private readonly motion: Motion,
    private readonly onProblem: (error: unknown) => void,
  ) {}

  /** Cars report at different moments of a second, as they would. */
  start(random: SeededRandom): void {
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
    if (!this.motion.isMoving && this.tickCount % STANDING_EVERY !== 0) return;
    this.readings.push(this.read());
    if (this.readings.length > MAX_READINGS) this.readings.shift();
    if (!this.sending) void this.send();
  }

  private read(): LocationReading {
    const { position, headingDegrees } = this.motion.location;
    const speedMps = this.motion.isMoving ? Math.min(150, this.motion.speedMps) : 0;
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
