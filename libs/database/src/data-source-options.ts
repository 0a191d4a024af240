import type { DataSourceOptions, MixedList } from 'typeorm';
import { connectionOptions, pooledConnectionOptions, type Timeouts } from './connection-options.js';
import { ErrorHandlingClient } from './error-handling-client.js';
import { PoolerClient } from './pooler-client.js';
import { TypeOrmLogger } from './typeorm-logger.js';
import { migrations } from './migration/migrations.js';

export interface DatabaseOptions {
  url: string;
  /** The entities of all libraries that have tables; `apps/api` collects them. */
  entities: MixedList<new () => object>;
  /** The most connections at a time. Default 20. */
  poolSize?: number;
  /** The name in `pg_stat_activity`. Default `tripstream`. */
  applicationName?: string;
  /** Called when an idle connection of the pool breaks. The pool drops it in any case. */
  onPoolError?: (error: Error) => void;
  /** Time limits that replace the default ones. */
  timeouts?: Partial<Timeouts>;
  /** Whether a transaction pooler may be in between: sessions keep no state then. Default false. */
  isPooled?: boolean;
}

/**
 * A pooled connection is closed after this time, so that after a failover behind one name no
 * process keeps connections to the old primary, and a new replica gets its share. The jitter
 * (up to half of it more) keeps processes that started together from reconnecting together.
 */
const MAX_LIFETIME_SECONDS = 1_200;

/** TypeORM's options for this database: explicit time limits, migrations instead of `synchronize`. */
export function dataSourceOptions(options: DatabaseOptions): DataSourceOptions {
  const { url, entities, poolSize = 20, applicationName = 'tripstream' } = options;
  const connect = options.isPooled ? pooledConnectionOptions : connectionOptions;
  return {
    type: 'postgres',
    url,
    entities,
    migrations,
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    poolSize,
    extra: {
      Client: options.isPooled ? PoolerClient : ErrorHandlingClient,
      // The last statements of a transaction and its COMMIT share a round trip.
      pipeline: !options.isPooled,
      maxLifetimeSeconds: Math.round(MAX_LIFETIME_SECONDS * (1 + Math.random() / 2)),
      ...connect(url, applicationName, options.timeouts),
    },
    logger: new TypeOrmLogger(),
    poolErrorHandler: options.onPoolError ?? (() => undefined),
  };
}
