import type { TripstreamApi } from '#client';
import type { Position, Role, Session } from '#contracts';

/** What the address of a page arranges for a first look at it: `?as=Dana&duty`. */
export interface Arrangement {
  /** The name of the new user. */
  name: string;
  /** The driver goes on duty at once, in the middle of the city. */
  isOnDuty: boolean;
}

/**
 * @param search as in `location.search`
 * @returns undefined when the address arranges nothing
 */
export function parseArrangement(search: string): Arrangement | undefined {
  const parameters = new URLSearchParams(search);
  const name = parameters.get('as')?.trim();
  return name ? { name, isOnDuty: parameters.has('duty') } : undefined;
}

/**
 * The arrangement of this page when another page of this server shows it in a frame. A link from
 * elsewhere must not create users in passing.
 */
export const currentArrangement = (): Arrangement | undefined =>
  window.parent === window ? undefined : parseArrangement(location.search);

const VEHICLE = { colour: 'Blue', model: 'Corolla', plate: 'TS 1234' };

interface ArrangedUser extends Arrangement {
  role: Role;
}

/**
 * Creates the user of an arrangement.
 *
 * @throws ApiProblem when the server refuses it, as one without demo identities does
 */
export async function arrangeSession(
  api: TripstreamApi,
  { role, name, isOnDuty }: ArrangedUser,
): Promise<Session> {
  const session = await api.createSession({ role, name });
  if (role === 'driver' && isOnDuty) await goOnDuty(api.withToken(session.token));
  return session;
}

/**
 * Brings the driver of an earlier visit on duty again. During a ride, and with a session that has
 * expired, the server refuses it, and the page shows either.
 */
export async function resumeDuty(api: TripstreamApi): Promise<void> {
  await goOnDuty(api).catch(() => undefined);
}

async function goOnDuty(api: TripstreamApi): Promise<void> {
  const { bounds } = await api.city();
  const position: Position = {
    lat: (bounds.south + bounds.north) / 2,
    lng: (bounds.west + bounds.east) / 2,
  };
  await api.setAvailability({ status: 'online', position, vehicle: VEHICLE });
}
