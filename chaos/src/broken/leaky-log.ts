import { PinoLogger } from '../../../libs/platform/src/log/pino-logger.service.js';
import { replaceMethods } from './replace-methods.js';

// The server logs every property of an error, as pino's own serializer does: the parameters of the
// statement and the row that PostgreSQL refused.
replaceMethods(PinoLogger, {
  write(
    this: { logger: Record<string, (fields: object, text: string) => void> },
    level: string,
    ...[message, rest]: [message: unknown, rest: readonly unknown[]]
  ) {
    const errors = [message, ...rest].filter((value) => value instanceof Error);
    const copies = errors.map((error) => Object.fromEntries(Object.entries(error)));
    this.logger[level]?.({ errors: copies }, String(message));
  },
});
