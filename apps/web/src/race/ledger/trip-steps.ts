import type { TripStatus } from '#contracts';

/** The statuses of a ride that goes well, in their order. */
export const STEPS = [
  'matching',
  'driver_assigned',
  'driver_arrived',
  'in_progress',
  'completed',
] as const satisfies readonly TripStatus[];

export type Step = (typeof STEPS)[number];

/** The parts of a trip that a phone reads, in a snapshot as in an event. */
export interface SeenTrip {
  id: string;
  status: TripStatus;
  requestedAt?: string;
  assignedAt?: string | null;
  arrivedAt?: string | null;
  startedAt?: string | null;
  endedAt?: string | null;
}

/** What a phone knows of a step. */
export type StepKnowledge =
  | { kind: 'ahead' }
  /** The phone learnt of the step so many milliseconds after it. */
  | { kind: 'seen'; latencyMs: number }
  /** The phone found the ride in this step when it connected for the first time. */
  | { kind: 'found' }
  /** The ride is past the step, and the phone has never seen it in it. */
  | { kind: 'skipped' };

const AHEAD: StepKnowledge = { kind: 'ahead' };

const isStep = (status: TripStatus): status is Step =>
  (STEPS as readonly TripStatus[]).includes(status);

/** When the ride came into its present status, as an ISO 8601 time of the server. */
export function beginOfStatus(trip: SeenTrip): string | undefined {
  switch (trip.status) {
    case 'matching':
      return trip.requestedAt;
    case 'driver_assigned':
      return trip.assignedAt ?? undefined;
    case 'driver_arrived':
      return trip.arrivedAt ?? undefined;
    case 'in_progress':
      return trip.startedAt ?? undefined;
    case 'completed':
    case 'cancelled':
    case 'no_drivers_available':
      return trip.endedAt ?? undefined;
  }
}

/** What one phone knows of the steps of the present ride. */
export class TripSteps {
  private tripId: string | undefined;
  private readonly known = new Map<Step, StepKnowledge>();
  private furthest = -1;

  /**
   * @param latencyMs how late the phone learnt of it; undefined at its first connection
   * @returns whether the phone did not know this step yet
   */
  learn({ id, status }: SeenTrip, latencyMs: number | undefined): boolean {
    if (id !== this.tripId) this.begin(id);
    if (!isStep(status) || this.known.has(status)) return false;
    this.known.set(
      status,
      latencyMs === undefined ? { kind: 'found' } : { kind: 'seen', latencyMs },
    );
    this.furthest = Math.max(this.furthest, STEPS.indexOf(status));
    return true;
  }

  /** The ride ended while the phone could not see how. */
  lose(): void {
    if (this.furthest >= 0) this.furthest = STEPS.length - 1;
  }

  list(): { step: Step; knowledge: StepKnowledge }[] {
    return STEPS.map((step, index) => ({
      step,
      knowledge: this.known.get(step) ?? (index <= this.furthest ? { kind: 'skipped' } : AHEAD),
    }));
  }

  private begin(tripId: string): void {
    this.tripId = tripId;
    this.known.clear();
    this.furthest = -1;
  }
}
