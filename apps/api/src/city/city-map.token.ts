/** The injection token of the city's map. */
export const CITY_MAP = Symbol('city map');
