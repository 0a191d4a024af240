import { terminalStatuses, type AnyCloudEvent, type Trip, type TripStatus } from '#contracts';

/** The trip as its rider's phone shows it: whatever the stream said last. */
export class TripFollower {
  status: TripStatus | undefined;
  private tripId: string | undefined;
  private readonly endedController = new AbortController();

  constructor(private readonly onChange: (status: TripStatus) => void) {}

  /** Aborts when the trip has ended. */
  get ended(): AbortSignal {
    return this.endedController.signal;
  }

  /** From the answer to the request; the stream may have been faster. */
  onRequested(trip: Trip): void {
    if (this.tripId === undefined) this.update(trip.id, trip.status);
  }

  onEvent(event: AnyCloudEvent): void {
    if ('trip' in event.data) this.update(event.data.trip.id, event.data.trip.status);
  }

  /**
   * @returns the trip to ask after: a snapshot has the active one only, so one that ended
   *   before this client had a cursor to resume from is missing there
   */
  sync(snapshot: unknown): string | undefined {
    const { trip } = snapshot as { trip: Trip | null };
    if (trip) this.update(trip.id, trip.status);
    return trip || this.endedController.signal.aborted ? undefined : this.tripId;
  }

  /** What the API said of the trip when asked. */
  onFetched(trip: Trip): void {
    this.update(trip.id, trip.status);
  }

  private update(tripId: string, status: TripStatus): void {
    this.tripId = tripId;
    if (status === this.status) return;
    this.status = status;
    this.onChange(status);
    if (terminalStatuses.includes(status)) this.endedController.abort();
  }
}
