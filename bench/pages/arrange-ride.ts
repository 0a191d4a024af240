import type { Session, ShareLink, Trip } from '#contracts';

/** A ride that is being searched for, with its rider's session and its share link. */
export interface ArrangedRide {
  tripId: string;
  shareToken: string;
  /** What the pages keep in `localStorage` for a rider who is signed in. */
  stored: Record<string, string>;
}

const RIDE = {
  pickup: { lat: 40.758, lng: -73.9855 },
  dropoff: { lat: 40.7484, lng: -73.9857 },
};

/** @throws {Error} when the server refuses a request */
export async function arrangeRide(origin: string): Promise<ArrangedRide> {
  const post = async <Body>(path: string, body: unknown, token?: string): Promise<Body> => {
    const answer = await fetch(origin + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}.`);
    return (await answer.json()) as Body;
  };
  const session = await post<Session>('/v1/sessions', { role: 'rider', name: 'Ada' });
  const { id } = await post<Trip>('/v1/trips', RIDE, session.token);
  const share = await post<ShareLink>(`/v1/trips/${id}/share`, {}, session.token);
  return {
    tripId: id,
    shareToken: share.token,
    stored: { 'tripstream.session.rider': JSON.stringify(session) },
  };
}
