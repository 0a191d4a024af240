import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Settings } from './config/settings.js';
import { Metrics } from './metrics/metrics.js';
import { RowIsolation } from './read/row-isolation.js';

/** Provides settings, metrics and the isolation of rows to every other module. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: PlatformModule,
      providers: [{ provide: Settings, useValue: settings }, Metrics, RowIsolation],
      exports: [Settings, Metrics, RowIsolation],
    };
  }
}
