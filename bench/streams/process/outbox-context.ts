import { NestFactory } from '@nestjs/core';
import { Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { DatabaseModule } from '#database';
import { OutboxModule, outboxEntities } from '#outbox';
import { PlatformModule, Settings } from '#platform';

@Module({})
class OutboxBenchModule {}

/** Where an outbox appends, and with which settings. */
export interface OutboxPlan {
  url: string;
  /** Connections to Postgres. */
  poolSize: number;
  /** Further environment variables of the server. */
  variables?: Record<string, string>;
}

/** Starts the outbox of one server on one history, wired as by `apps/api`. The caller closes it. */
export function startOutbox({
  url,
  poolSize,
  variables,
}: OutboxPlan): Promise<INestApplicationContext> {
  const settings = Settings.from({
    DATABASE_URL: url,
    AUTH_MODE: 'demo',
    LOG_LEVEL: 'silent',
    ...variables,
  });
  const database = { url, entities: outboxEntities, poolSize, refusesNestedCalls: false };
  const root: DynamicModule = {
    module: OutboxBenchModule,
    imports: [
      PlatformModule.forRoot(settings),
      DatabaseModule.forRoot(database),
      EventEmitterModule.forRoot(),
      OutboxModule,
    ],
  };
  return NestFactory.createApplicationContext(root, { logger: false });
}
