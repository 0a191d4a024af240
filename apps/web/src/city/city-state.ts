import type { EphemeralData } from '#contracts';

/** The state that the ops stream sends once a second. */
export type CityState = EphemeralData<'city.state'>;
export type CityDriver = CityState['drivers'][number];
export type DriverStatus = CityDriver['status'];
