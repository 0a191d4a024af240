import { Module } from '@nestjs/common';
import { PlaceService } from './place.service.js';
import { PlacesController } from './places.controller.js';

/** The search of places. The application provides the `CityPlaces`. */
@Module({ controllers: [PlacesController], providers: [PlaceService] })
export class PlacesModule {}
