import type { Position } from '#contracts';
import type { CityFigures } from './city-figures.js';
import { runCommand, signUp, type CityServer, type CityUser } from './city-user.js';
import { StreamReader, type StreamEvent } from './stream-reader.js';

/** Degrees that a waiting driver moves between two readings at most, about 40 m. */
const STEP = 0.000_4;

/** Milliseconds without an answer after which a report is a fault. */
const LATE_MS = 2_000;

const VEHICLE = { model: 'Toyota Prius', colour: 'white' };

export interface DriverPlan {
  name: string;
  plate: string;
  position: Position;
  /** The address of the client's side, for more streams than one address has ports. */
  localAddress: string | undefined;
}

export interface DriverObserver {
  figures: CityFigures;
  onEvent: (driver: CityDriver, event: StreamEvent) => void;
}

/** A driver with an open stream who reports a position, and leaves rides to the load. */
export class CityDriver {
  private stream: StreamReader | undefined;
  isBusy = false;
  /** When the report under way was sent, in milliseconds of the monotonic clock. */
  private reportingSince: number | undefined;

  private constructor(
    readonly user: CityUser,
    public position: Position,
    private readonly figures: CityFigures,
  ) {}

  /** Opens the driver's stream and goes online. */
  static async start(
    server: CityServer,
    { name, plate, position, localAddress }: DriverPlan,
    { figures, onEvent }: DriverObserver,
  ): Promise<CityDriver> {
    const user = await signUp(server, 'driver', name);
    const driver = new CityDriver(user, position, figures);
    const handlers = {
      onEvent: (event: StreamEvent) => {
        onEvent(driver, event);
      },
      onFault: (reason: string) => {
        figures.noteFault(`a driver's stream: ${reason}`);
      },
    };
    const path = '/v1/drivers/me/stream';
    const address = { port: server.port, path, localAddress };
    driver.stream = new StreamReader(address, user.token, handlers);
    await driver.stream.opened;
    const json = { status: 'online', position, vehicle: { ...VEHICLE, plate } };
    await runCommand(
      { figures, name: 'online', user },
      { method: 'PUT', path: '/v1/drivers/me/availability', json },
    );
    return driver;
  }

  /**
   * Reports the position; a driver without a ride moves a little first. No report is sent while the
   * one before has no answer, so that a slow server is not sent more and more of them. It is a fault
   * when that one was sent long ago.
   */
  async reportLocation(): Promise<void> {
    const now = performance.now();
    if (this.reportingSince !== undefined) {
      if (now - this.reportingSince > LATE_MS)
        this.figures.noteFault('location: no answer in time');
      return;
    }
    this.reportingSince = now;
    if (!this.isBusy) {
      const shift = () => (Math.random() - 0.5) * 2 * STEP;
      this.position = { lat: this.position.lat + shift(), lng: this.position.lng + shift() };
    }
    try {
      const { server, token } = this.user;
      const json = { ...this.position, recordedAt: new Date().toISOString() };
      const { status } = await server.locations.send('POST', '/v1/drivers/me/locations', {
        token,
        json,
      });
      this.figures.record('location', performance.now() - now);
      if (status !== 204) this.figures.noteFault(`location: ${status}`);
      if (this.figures.isMeasuring) this.figures.locations += 1;
    } catch (error) {
      this.figures.noteFault(`location: ${(error as Error).message}`);
    } finally {
      this.reportingSince = undefined;
    }
  }

  close(): void {
    this.stream?.close();
  }
}
