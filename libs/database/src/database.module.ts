import { Global, Logger, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CommandAdmission } from './admission/command-admission.js';
import { createDataSource } from './create-data-source.js';
import { dataSourceOptions, type DatabaseOptions } from './data-source-options.js';
import { IdempotentAnswer, answerExpiry } from './idempotency/idempotent-answer.entity.js';
import { IdempotentCommands } from './idempotency/idempotent-commands.js';
import { ExpiredRowSweeper, ExpiryRules } from './expiry/expired-row-sweeper.js';
import type { ExpiryRule } from './expiry/expiry-rule.js';
import { connectionGuard } from './transaction/connection-guard.js';
import { Transactions } from './transaction/transactions.js';
import { PoolReporter } from './pool-reporter.js';
import { WriteProbe } from './write-probe.js';

/**
 * The connection string of the database itself, without a pooler in between, for the tail and
 * the engine, which open connections of their own.
 */
export class DatabaseUrl {
  constructor(readonly value: string) {}
}

export interface DatabaseModuleOptions extends DatabaseOptions {
  entities: (new () => object)[];
  /** Which rows of these entities are deleted, and when. Default none. */
  expiryRules?: readonly ExpiryRule[];
  /** The URL of the server itself, when `url` may be that of a pooler. Default `url`. */
  directUrl?: string;
  /** Whether a call that holds a connection fails when it asks for a second one. */
  refusesNestedCalls: boolean;
}

/** The connection pool, transactions and idempotency keys. */
@Global()
@Module({})
export class DatabaseModule {
  private static readonly logger = new Logger('Database');

  static forRoot({
    refusesNestedCalls,
    directUrl,
    expiryRules = [],
    ...options
  }: DatabaseModuleOptions): DynamicModule {
    connectionGuard.setStrict(refusesNestedCalls);
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({
            ...dataSourceOptions({
              ...options,
              entities: [...options.entities, IdempotentAnswer],
              onPoolError: (error) => {
                DatabaseModule.logger.warn('An idle connection broke', error);
              },
            }),
            retryAttempts: 3,
            retryDelay: 500,
          }),
          dataSourceFactory: (given) => {
            if (!given) throw new Error('TypeORM was given no options.');
            return createDataSource(given);
          },
        }),
      ],
      providers: [
        { provide: DatabaseUrl, useValue: new DatabaseUrl(directUrl ?? options.url) },
        { provide: ExpiryRules, useValue: new ExpiryRules([answerExpiry, ...expiryRules]) },
        Transactions,
        {
          provide: CommandAdmission,
          useFactory: () => new CommandAdmission(options.poolSize),
        },
        IdempotentCommands,
        ExpiredRowSweeper,
        PoolReporter,
        WriteProbe,
      ],
      exports: [CommandAdmission, DatabaseUrl, Transactions, IdempotentCommands, WriteProbe],
    };
  }
}
