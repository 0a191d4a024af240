/** The rule of silence at one moment. */
export interface SilenceRule {
  /** Milliseconds since 1970, by the clock of the signs of life. */
  readonly nowMs: number;
  /** A driver without a sign of life for so long is silent; 0 turns the rule off. */
  readonly limitSeconds: number;
  /**
   * The time from which silence counts for drivers without any sign of life; null: those drivers
   * aren't silent.
   */
  readonly sinceMs: number | null;
}

const SECOND_MS = 1000;

/**
 * Knows which drivers are silent as time passes. Drivers who aren't are sorted by the second of
 * their last sign of life, so that the passing of time costs those who become silent, not all.
 */
export class HeardDrivers {
  private readonly seenAtMs = new Map<string, number | null>();
  private readonly heardIn = new Map<number, Set<string>>();
  private readonly silent = new Set<string>();
  private readonly unheard = new Set<string>();
  /** A driver last seen at this time or before is silent. */
  private horizonMs = -Infinity;
  private isUnheardSilent = false;

  /** @param onChange called with each driver who becomes silent or is heard again by `advance` */
  constructor(private readonly onChange: (driverId: string) => void) {}

  /** Adds a driver, or replaces the last sign of life of a known one. */
  set(driverId: string, seenAtMs: number | null): void {
    this.delete(driverId);
    this.seenAtMs.set(driverId, seenAtMs);
    if (seenAtMs === null) this.unheard.add(driverId);
    else if (seenAtMs <= this.horizonMs) this.silent.add(driverId);
    else this.addTo(Math.floor(seenAtMs / SECOND_MS), driverId);
  }

  /** Removes a driver; an unknown id has no effect. */
  delete(driverId: string): void {
    const seenAtMs = this.seenAtMs.get(driverId);
    if (seenAtMs === undefined) return;
    this.seenAtMs.delete(driverId);
    this.unheard.delete(driverId);
    if (this.silent.delete(driverId) || seenAtMs === null) return;
    const second = Math.floor(seenAtMs / SECOND_MS);
    const heard = this.heardIn.get(second);
    heard?.delete(driverId);
    if (heard?.size === 0) this.heardIn.delete(second);
  }

  clear(): void {
    for (const each of [this.seenAtMs, this.heardIn, this.silent, this.unheard]) each.clear();
  }

  /** Whether a known driver is silent by the latest rule. */
  isSilent(driverId: string): boolean {
    return this.silent.has(driverId) || (this.isUnheardSilent && this.unheard.has(driverId));
  }

  /** Applies the rule as of a moment. A limit that grew makes drivers heard again. */
  advance({ nowMs, limitSeconds, sinceMs }: SilenceRule): void {
    const before = this.horizonMs;
    this.horizonMs = limitSeconds > 0 ? nowMs - limitSeconds * SECOND_MS : -Infinity;
    if (this.horizonMs > before) this.silence();
    else if (this.horizonMs < before) this.restore();
    const isUnheardSilent = sinceMs !== null && sinceMs <= this.horizonMs;
    if (isUnheardSilent === this.isUnheardSilent) return;
    this.isUnheardSilent = isUnheardSilent;
    for (const driverId of this.unheard) this.onChange(driverId);
  }

  private silence(): void {
    for (const [second, drivers] of this.heardIn) {
      if (second * SECOND_MS > this.horizonMs) continue;
      for (const driverId of drivers) {
        if ((this.seenAtMs.get(driverId) ?? Infinity) > this.horizonMs) continue;
        drivers.delete(driverId);
        this.silent.add(driverId);
        this.onChange(driverId);
      }
      if (drivers.size === 0) this.heardIn.delete(second);
    }
  }

  private restore(): void {
    for (const driverId of this.silent) {
      const seenAtMs = this.seenAtMs.get(driverId) ?? -Infinity;
      if (seenAtMs <= this.horizonMs) continue;
      this.silent.delete(driverId);
      this.addTo(Math.floor(seenAtMs / SECOND_MS), driverId);
      this.onChange(driverId);
    }
  }

  private addTo(second: number, driverId: string): void {
    const heard = this.heardIn.get(second);
    if (heard) heard.add(driverId);
    else this.heardIn.set(second, new Set([driverId]));
  }
}
