import { LRUCache } from 'lru-cache';

/** The most devices whose stamps are compared; the one that was silent longest is forgotten. */
export const MAX_DEVICES = 50_000;
/** A clock that was set back must run this long before its stamps count again. */
const STEADY_MS = 3_000;
/** How much faster or slower than this process's clock a device's clock may seem to run. */
const TOLERANCE_MS = 1_500;
const TOLERANCE_SHARE = 0.1;

/** A stamp of a device, and its arrival by the monotonic clock of this process. */
interface Arrival {
  stampMs: number;
  atMs: number;
}

interface DeviceClock {
  /** The latest stamp that counted. */
  newestMs: number;
  /** The first of the older stamps that have advanced like a clock; null without one. */
  steadySince: Arrival | null;
}

/**
 * Tells a late batch of old readings from a clock that was set back. Stamps are compared with the
 * earlier stamps of the same device and never with the clock of the server, so a phone whose clock
 * is wrong by hours works. A stamp before the newest one doesn't count, unless the older stamps
 * have advanced with real time for three seconds: those of a late batch do not.
 */
export class DeviceClocks {
  private readonly clocks = new LRUCache<string, DeviceClock>({ max: MAX_DEVICES });

  /**
   * @param stampMs the time of a reading by the clock of its device
   * @param atMs the time of its arrival by a monotonic clock
   * @returns `late` for a reading that must not replace the last one; `reset` for the first
   *   reading that counts after the clock was set back
   */
  judge(deviceId: string, { stampMs, atMs }: Arrival): 'newer' | 'reset' | 'late' {
    const clock = this.clocks.get(deviceId);
    if (!clock || stampMs >= clock.newestMs) {
      this.clocks.set(deviceId, { newestMs: stampMs, steadySince: null });
      return 'newer';
    }
    const since = clock.steadySince;
    if (!since || !isSteady(since, { stampMs, atMs })) {
      clock.steadySince = { stampMs, atMs };
      return 'late';
    }
    if (atMs - since.atMs < STEADY_MS) return 'late';
    this.clocks.set(deviceId, { newestMs: stampMs, steadySince: null });
    return 'reset';
  }
}

function isSteady(since: Arrival, { stampMs, atMs }: Arrival): boolean {
  const [stamped, elapsed] = [stampMs - since.stampMs, atMs - since.atMs];
  return stamped >= 0 && Math.abs(stamped - elapsed) <= TOLERANCE_MS + elapsed * TOLERANCE_SHARE;
}
