import type { PinoLogger } from './pino-logger.service.js';

/**
 * Ends the process with a line in the log when an exception or the rejection of a promise is
 * handled nowhere. Node itself would print every property of the error, such as the parameters of
 * a statement.
 */
export function logCrashes(logger: PinoLogger): void {
  process.on('uncaughtException', (error: unknown, origin) => {
    logger.fatal(`The server ends: ${origin}`, error, 'Process');
    process.exit(1);
  });
}
