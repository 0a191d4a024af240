import type { Role, Session } from '#contracts';
import { abortableDelay, type TripstreamApi } from '#client';

/** Sessions are limited per address, and a whole city lives behind ours. */
const SESSIONS_PER_SECOND = 40;
const SPACING_MS = 1000 / SESSIONS_PER_SECOND;

/** Where agents sign in, one after the other. */
export class SessionClient {
  private nextFreeMs = 0;

  constructor(
    private readonly api: TripstreamApi,
    private readonly stop: AbortSignal,
  ) {}

  async open(role: Role, name: string): Promise<Session> {
    const now = performance.now();
    const turn = Math.max(now, this.nextFreeMs);
    this.nextFreeMs = turn + SPACING_MS;
    await abortableDelay(turn - now, this.stop);
    return this.api.createSession({ role, name });
  }
}
