import { Module } from '@nestjs/common';
import { OutsideGeocoder } from './geocoder/outside-geocoder.js';
import { PlaceService } from './place.service.js';
import { PlacesController } from './places.controller.js';

/** The search of places, in the city's own index and by an outside geocoder. The application provides the `CityPlaces`. */
@Module({ controllers: [PlacesController], providers: [PlaceService, OutsideGeocoder] })
export class PlacesModule {}
