import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Settings } from './config/settings.js';
import { Metrics } from './metrics/metrics.js';

/** Provides settings and metrics to every other module. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: PlatformModule,
      providers: [{ provide: Settings, useValue: settings }, Metrics],
      exports: [Settings, Metrics],
    };
  }
}
