import type { Role, Session } from '#contracts';
import { abortableDelay, type TripstreamApi } from '#client';

/** The API limits the sessions of an address, and all agents of a city share one address. */
const SESSIONS_PER_SECOND = 40;
const SPACING_MS = 1000 / SESSIONS_PER_SECOND;

/** Creates the sessions of agents within the rate limit of the API. */
export class SessionClient {
  private nextFreeMs = 0;

  constructor(
    private readonly api: TripstreamApi,
    private readonly stop: AbortSignal,
  ) {}

  async open(role: Role, name: string): Promise<Session> {
    const now = performance.now();
    const slotMs = Math.max(now, this.nextFreeMs);
    this.nextFreeMs = slotMs + SPACING_MS;
    await abortableDelay(slotMs - now, this.stop);
    return this.api.createSession({ role, name });
  }
}
