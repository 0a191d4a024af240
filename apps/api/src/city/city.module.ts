import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TravelEstimator } from '#geo';
import { CityPlaces } from '#places';
import { CityController } from './city.controller.js';
import { CITY_MAP } from './city-map.token.js';
import type { City } from './load-city.js';
import { TravelTimesWarmUp } from './travel-times-warm-up.js';

/** The road network and the names of its places, for pricing, matching and the map. */
@Global()
@Module({})
export class CityModule {
  static forRoot(city: City): DynamicModule {
    return {
      module: CityModule,
      controllers: [CityController],
      providers: [
        { provide: TravelEstimator, useValue: new TravelEstimator(city.times) },
        { provide: CityPlaces, useValue: city.places },
        { provide: CITY_MAP, useValue: city.map },
        { provide: TravelTimesWarmUp, useValue: new TravelTimesWarmUp(city) },
      ],
      exports: [TravelEstimator, CityPlaces, CITY_MAP],
    };
  }
}
