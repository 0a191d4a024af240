/** What a rider's stream has said so far, for a page that opens without a connection. */
export interface KnownRide {
  userId: string;
  /** When the last of it came, as an ISO 8601 time of this browser. */
  savedAt: string;
  snapshot: { data: unknown; cursor: string };
  events: { event: unknown; cursor: string }[];
}

const KEY = 'tripstream.known-ride';
/** A ride has about ten events. Beyond this number the next snapshot begins anew. */
const MAX_EVENTS = 50;
const MAX_CHARACTERS = 100_000;

/**
 * Keeps the last known ride of this browser's rider. It is removed when the rider signs out. Where
 * the browser refuses storage, nothing is kept.
 */
export class KnownRideStore {
  private known: KnownRide | undefined;

  constructor(private readonly storage: () => Storage = () => localStorage) {}

  begin(userId: string, snapshot: KnownRide['snapshot'], now: Date): void {
    this.save({ userId, savedAt: now.toISOString(), snapshot, events: [] });
  }

  append(userId: string, event: KnownRide['events'][number], now: Date): void {
    const { known } = this;
    if (known?.userId !== userId) return;
    const events = [...known.events, event];
    if (events.length > MAX_EVENTS) this.clear();
    else this.save({ ...known, savedAt: now.toISOString(), events });
  }

  /** @returns undefined when nothing of this user is kept */
  load(userId: string): KnownRide | undefined {
    try {
      const kept = JSON.parse(this.storage().getItem(KEY) ?? 'null') as KnownRide | null;
      return kept?.userId === userId && Array.isArray(kept.events) ? kept : undefined;
    } catch {
      return undefined;
    }
  }

  clear(): void {
    this.known = undefined;
    try {
      this.storage().removeItem(KEY);
    } catch {
      // A browser that refuses storage has kept nothing.
    }
  }

  private save(known: KnownRide): void {
    this.known = known;
    try {
      const text = JSON.stringify(known);
      if (text.length > MAX_CHARACTERS) this.clear();
      else this.storage().setItem(KEY, text);
    } catch {
      // The page works without; only a reload without a connection knows no ride.
    }
  }
}

/** The store of this page. */
export const knownRides = new KnownRideStore();
