import type { DataSourceOptions, MixedList } from 'typeorm';
import { connectionOptions, type Timeouts } from './connection-options.js';
import { ErrorHandlingClient } from './error-handling-client.js';
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
  /** Further session settings, e.g. `{ idle_session_timeout: 3000 }` in milliseconds. */
  session?: Record<string, number>;
}

/**
 * TypeORM's options for this database: explicit time limits, migrations instead of `synchronize`.
 */
export function dataSourceOptions(options: DatabaseOptions): DataSourceOptions {
  const { url, entities, poolSize = 20, applicationName = 'tripstream' } = options;
  const flags = Object.entries(options.session ?? {}).map(([name, value]) => `-c ${name}=${value}`);
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
      Client: ErrorHandlingClient,
      ...connectionOptions(url, applicationName, options.timeouts),
      ...(flags.length > 0 && { options: flags.join(' ') }),
    },
    poolErrorHandler: options.onPoolError ?? (() => undefined),
  };
}
