import type { EphemeralData } from '#contracts';

/** What the stream of ops says. */
export interface CityView {
  /** The latest state of the city; null before the first. */
  city: EphemeralData<'city.state'> | null;
}

export const initialCity: CityView = Object.freeze({ city: null });

export const reduceCity = (
  state: CityView,
  message: { type: string; data: EphemeralData<'city.state'> },
): CityView => (message.type === 'city.state' ? { city: message.data } : state);
