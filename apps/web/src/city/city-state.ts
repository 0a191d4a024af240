import type { EphemeralData } from '#contracts';

/** What the ops stream says once a second. */
export type CityState = EphemeralData<'city.state'>;
export type CityDriver = CityState['drivers'][number];
export type DriverStatus = CityDriver['status'];
