import type { Position, SandboxTripScript } from '#contracts';
import { Motion, SimulatedClock, type ReportedCar } from '#driving';
import type { RoadNetwork, RoutePosition } from '#geo';

const KMH_PER_MPS = 3.6;

interface Drive {
  to: Position;
  speed: Pick<SandboxTripScript, 'speedKmh' | 'speedFactor'>;
  /** Stops the car where it is. */
  signal: AbortSignal;
  /** Runs when half of the time has passed. */
  onHalfway: () => void;
}

/** The car of a sandbox driver. Each drive may have another speed. */
export class SandboxCar implements ReportedCar {
  private motion: Motion;

  constructor(
    private readonly network: RoadNetwork,
    start: Position,
  ) {
    this.motion = new Motion(network, new SimulatedClock(1), start);
  }

  get isMoving(): boolean {
    return this.motion.isMoving;
  }

  get location(): RoutePosition {
    return this.motion.location;
  }

  get speedMps(): number {
    return this.motion.speedMps;
  }

  /**
   * Drives along the roads to the junction nearest to a position.
   *
   * @returns whether the car has arrived
   */
  async drive({ to, speed, signal, onHalfway }: Drive): Promise<boolean> {
    const { speedKmh, speedFactor } = speed;
    const clock = new SimulatedClock(speedFactor);
    clock.start(0, 0);
    const speedMps = speedKmh === undefined ? undefined : speedKmh / KMH_PER_MPS;
    const motion = new Motion(this.network, clock, this.location.position, { speedMps });
    const driving = motion.drive(to, signal);
    this.motion = motion;
    const half = clock.delay(motion.routeSeconds / 2, signal);
    void half.then(() => {
      if (!signal.aborted) onHalfway();
    });
    const [hasArrived] = await Promise.all([driving, half]);
    return hasArrived && !signal.aborted;
  }
}
