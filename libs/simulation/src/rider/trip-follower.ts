import { terminalStatuses, type AnyCloudEvent, type Trip, type TripStatus } from '#contracts';

/** Follows the status of a rider's trip: the latest one from the stream applies. */
export class TripFollower {
  status: TripStatus | undefined;
  private tripId: string | undefined;
  private readonly endedController = new AbortController();

  constructor(private readonly onChange: (status: TripStatus) => void) {}

  /** Aborts when the trip has ended. */
  get ended(): AbortSignal {
    return this.endedController.signal;
  }

  /** Takes the trip from the response to the request, unless the stream was faster. */
  onRequested(trip: Trip): void {
    if (this.tripId === undefined) this.update(trip.id, trip.status);
  }

  onEvent(event: AnyCloudEvent): void {
    if ('trip' in event.data) this.update(event.data.trip.id, event.data.trip.status);
  }

  /**
   * @returns the id of a trip to fetch: a snapshot has the active trip only, so it lacks a trip that
   *   ended before this client had a cursor to resume from
   */
  sync(snapshot: unknown): string | undefined {
    const { trip } = snapshot as { trip: Trip | null };
    if (trip) this.update(trip.id, trip.status);
    return trip || this.endedController.signal.aborted ? undefined : this.tripId;
  }

  /** Takes the trip from the API. */
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
