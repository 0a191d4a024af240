export { CityPlaces, type CityPlacesOptions } from './city-places.js';
