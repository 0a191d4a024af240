export { CityPlaces, type CityPlacesOptions } from './city-places.js';
export { PlacesModule } from './places.module.js';
