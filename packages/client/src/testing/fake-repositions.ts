import type { Position, Reposition, RepositionEndReason } from '#contracts';
import type { FakeClock } from './fake-clock.js';
import type { FakeHistory } from './fake-history.js';
import { FakeProblem } from './fake-problem.js';
import { newId } from './new-id.js';

/** How long a suggestion is open, and by how much longer than the drive an accepted one holds. */
const ANSWER_MS = 30_000;
const SPARE_SECONDS = 120;

interface FakeReposition {
  view: Reposition;
  end: RepositionEndReason | null;
  cancelExpiry: () => void;
}

/** Where a suggestion of the fake server leads. */
export interface RepositionOptions {
  target: Position;
  targetName?: string | null;
  /** Default 3. */
  expectedRiders?: number;
  /** Default 240. */
  travelSeconds?: number;
  /** Default 1,800. */
  distanceMeters?: number;
}

/** The suggestions of the fake server: the last one of each driver. */
export class FakeRepositions {
  readonly #byDriver = new Map<string, FakeReposition>();

  constructor(private readonly context: { clock: FakeClock; history: FakeHistory }) {}

  openOf(driverId: string): Reposition | null {
    const last = this.#byDriver.get(driverId);
    return last?.end === null ? last.view : null;
  }

  suggest(driverId: string, options: RepositionOptions): Reposition {
    const { clock } = this.context;
    this.end(driverId, 'expired');
    const view: Reposition = {
      id: newId(clock.now()),
      status: 'suggested',
      target: options.target,
      targetName: options.targetName ?? null,
      reason: 'riders_expected',
      expectedRiders: options.expectedRiders ?? 3,
      withinSeconds: 600,
      travelSeconds: options.travelSeconds ?? 240,
      distanceMeters: options.distanceMeters ?? 1_800,
      createdAt: clock.iso(),
      expiresAt: clock.iso(ANSWER_MS),
    };
    this.#byDriver.set(driverId, { view, end: null, cancelExpiry: this.#expire(driverId) });
    this.#append(driverId, 'driver.reposition', { reposition: view, serverTime: clock.iso() });
    return view;
  }

  accept(driverId: string, id: string): Reposition {
    const last = this.#requireOpen(driverId, id);
    if (last.view.status === 'accepted') return last.view;
    const holdsMs = (2 * last.view.travelSeconds + SPARE_SECONDS) * 1000;
    const expiresAt = this.context.clock.iso(holdsMs);
    last.cancelExpiry();
    last.cancelExpiry = this.#expire(driverId, holdsMs);
    last.view = { ...last.view, status: 'accepted', expiresAt };
    this.#append(driverId, 'driver.reposition_accepted', { repositionId: id, expiresAt });
    return last.view;
  }

  decline(driverId: string, id: string): void {
    const last = this.#byDriver.get(driverId);
    if (last?.view.id === id && last.end === 'declined') return;
    this.#requireOpen(driverId, id);
    this.end(driverId, 'declined');
  }

  /** Ends the open suggestion of a driver, if there is one. */
  end(driverId: string, reason: RepositionEndReason): void {
    const last = this.#byDriver.get(driverId);
    if (last?.end !== null) return;
    last.end = reason;
    last.cancelExpiry();
    this.#append(driverId, 'driver.reposition_ended', { repositionId: last.view.id, reason });
  }

  #expire(driverId: string, afterMs = ANSWER_MS): () => void {
    return this.context.clock.schedule(afterMs, () => {
      this.end(driverId, 'expired');
    });
  }

  #requireOpen(driverId: string, id: string): FakeReposition {
    const last = this.#byDriver.get(driverId);
    if (last?.view.id !== id) {
      throw new FakeProblem(
        'NOT_FOUND',
        'There is no such suggestion, or it is not your last one.',
      );
    }
    if (last.end !== null) {
      throw new FakeProblem('REPOSITION_ENDED', 'It has ended.', { reason: last.end });
    }
    return last;
  }

  #append(driverId: string, type: string, data: object): void {
    const stream = `driver/${driverId}`;
    this.context.history.append({ type, subject: stream, data }, [stream]);
  }
}
