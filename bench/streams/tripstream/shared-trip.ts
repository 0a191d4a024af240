import { streamId, type Session, type StreamId, type Trip } from '#contracts';
import type { StreamAddress } from '../peers/peer.js';

export interface SharedTrip {
  stream: StreamId;
  address: StreamAddress;
}

/** Requests a trip through the public API, and returns the address of its stream for ops. */
export async function requestSharedTrip(url: string): Promise<SharedTrip> {
  const rider = await post<Session>(`${url}/v1/sessions`, { role: 'rider', name: 'Ada' });
  const ops = await post<Session>(`${url}/v1/sessions`, { role: 'ops', name: 'Ops' });
  const route = {
    pickup: { lat: 40.7549, lng: -73.984 },
    dropoff: { lat: 40.7585, lng: -73.981 },
  };
  const trip = await post<Trip>(`${url}/v1/trips`, route, rider.token);
  return {
    stream: streamId('trip', trip.id),
    address: {
      path: `/v1/trips/${trip.id}/stream`,
      headers: { authorization: `Bearer ${ops.token}` },
    },
  };
}

async function post<T>(url: string, body: unknown, token?: string): Promise<T> {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  const answer = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
