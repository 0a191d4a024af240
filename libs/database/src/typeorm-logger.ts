import { Logger as NestLogger } from '@nestjs/common';
import type { Logger } from 'typeorm';

/**
 * TypeORM's own loggers print statements with their parameters on stdout. This one writes no statement and no value: failures reach the log as errors.
 */
export class TypeOrmLogger implements Logger {
  private readonly logger = new NestLogger('TypeORM');

  logQuery(): void {
    // A statement has values of users.
  }

  logQueryError(): void {
    // The error is thrown, too, and described where it is caught.
  }

  logQuerySlow(): void {
    // PostgreSQL knows slow statements (pg_stat_statements).
  }

  logMigration(): void {
    // A failed migration throws.
  }

  logSchemaBuild(): void {
    // The progress of migrations; it is in the table `migrations`.
  }

  log(level: 'log' | 'info' | 'warn', message: unknown): void {
    // The other levels are notices of the database, which may quote a value.
    if (level === 'warn') this.logger.warn(message);
  }
}
