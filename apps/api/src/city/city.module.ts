import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TravelEstimator } from '#geo';
import { CityController } from './city.controller.js';
import { CITY_MAP } from './city-map.token.js';
import type { City } from './load-city.js';

/** The roads, for pricing, matching and the map. */
@Global()
@Module({})
export class CityModule {
  static with({ network, map }: City): DynamicModule {
    return {
      module: CityModule,
      controllers: [CityController],
      providers: [
        { provide: TravelEstimator, useValue: new TravelEstimator(network) },
        { provide: CITY_MAP, useValue: map },
      ],
      exports: [TravelEstimator],
    };
  }
}
