import type { TripstreamApi } from '#client';
import type { Trip } from '#contracts';

/** A command that an operator can give about a trip. */
export interface Intervention {
  name: 'cancel' | 'complete' | 'redispatch' | 'take-offline';
  send: (api: TripstreamApi, trip: Trip, reason: string) => Promise<unknown>;
}

const CANCEL: Intervention = {
  name: 'cancel',
  send: (api, { id, version }, reason) => api.cancelTripAsOperator(id, reason, version),
};
const COMPLETE: Intervention = {
  name: 'complete',
  send: (api, { id, version }, reason) => api.completeTripAsOperator(id, reason, version),
};
const REDISPATCH: Intervention = {
  name: 'redispatch',
  send: (api, { id, version }, reason) => api.redispatchTrip(id, reason, version),
};

/** The commands that the server takes while the trip has this status. */
export function interventionsFor({ status, driver }: Trip): Intervention[] {
  const onDriver = driver ? [takeOffline(driver.id)] : [];
  switch (status) {
    case 'matching':
      return [CANCEL];
    case 'driver_assigned':
    case 'driver_arrived':
      return [REDISPATCH, CANCEL, ...onDriver];
    case 'in_progress':
      return [COMPLETE, CANCEL, ...onDriver];
    case 'completed':
    case 'cancelled':
    case 'no_drivers_available':
      return [];
  }
}

const takeOffline = (driverId: string): Intervention => ({
  name: 'take-offline',
  send: (api, _trip, reason) => api.takeDriverOffline(driverId, reason),
});
