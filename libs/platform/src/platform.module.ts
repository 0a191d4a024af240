import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Settings } from './config/settings.js';
import { Metrics } from './metrics/metrics.js';
import { RowIsolation } from './read/row-isolation.js';
import { NoTracing, Tracing } from './tracing/tracing.js';
import { EventTrail } from './trail/event-trail.js';

/** Provides settings, metrics, tracing and the isolation of rows to every other module. */
@Global()
@Module({})
export class PlatformModule {
  /** @param tracing Default: no span is made */
  static forRoot(settings: Settings, tracing: Tracing = new NoTracing()): DynamicModule {
    return {
      module: PlatformModule,
      providers: [
        { provide: Settings, useValue: settings },
        { provide: Tracing, useValue: tracing },
        { provide: EventTrail, useFactory: () => new EventTrail() },
        Metrics,
        RowIsolation,
      ],
      exports: [Settings, Tracing, EventTrail, Metrics, RowIsolation],
    };
  }
}
