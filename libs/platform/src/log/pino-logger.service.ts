import type { LoggerService } from '@nestjs/common';
import { isatty } from 'node:tty';
import { pino, type DestinationStream, type Level, type Logger } from 'pino';
import {
  describeError,
  describeValue,
  isErrorLike,
  type ErrorDescription,
} from './error-description.js';
import pretty from 'pino-pretty';

/**
 * The loggers that report every module and route at the start, in sixty lines that hide the
 * address.
 */
const WIRING_CONTEXTS = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
]);

/** Expected failures, such as a lost connection, are warnings: their stack has no further use. */
const LEVELS_WITH_STACK = new Set<Level>(['error', 'fatal']);

/**
 * Implements Nest's logger with pino, which writes one JSON object a line to stderr, or a
 * readable line where that is a terminal. JSON escapes
 * CR and LF, so no text from a user can forge a second log line. No line has a token, a password
 * or a PIN: of an error only the fields of `ErrorDescription` are written, of any other object
 * only its class, and every text goes through `redactText`.
 */
export class PinoLogger implements LoggerService {
  private readonly logger: Logger;

  /**
   * @param level a pino level, or `silent`
   * @param destination of the lines. Default: stderr
   */
  constructor(level: string, destination: DestinationStream = openStderr()) {
    this.logger = pino(
      // pino's own serializer of errors copies every property of an error.
      { level, base: null, serializers: { err: (description: ErrorDescription) => description } },
      destination,
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    const isWiring = WIRING_CONTEXTS.has(String(rest.at(-1)));
    this.write(isWiring ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /**
   * Nest passes the context as the last argument, and for errors the stack before it. An error may
   * be the message, or follow it: `logger.warn('The tail lost its connection', error)`.
   */
  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const last = rest.at(-1);
    const context = typeof last === 'string' ? last : undefined;
    const details = context === undefined ? rest : rest.slice(0, -1);
    const error = [message, ...details].find(isErrorLike);
    const texts = details
      .filter((value) => value !== error && value !== undefined)
      .map((value) => describeValue(value));
    const fields = {
      ...(context !== undefined && { context }),
      ...(texts.length > 0 && { details: texts }),
      ...(error && { err: describeFor(level, error) }),
    };
    const text = isErrorLike(message) ? describeError(message).message : describeValue(message);
    this.logger[level](fields, text);
  }
}

const STDERR = 2;

/** A terminal gets readable lines, a file or a collector gets JSON. */
const openStderr = (): DestinationStream =>
  isatty(STDERR)
    ? pretty({ destination: STDERR, sync: true, translateTime: 'SYS:HH:MM:ss', messageFormat })
    : pino.destination({ fd: STDERR, sync: true });

/** `Server: Tripstream listens on …`. Escapes CR and LF, as JSON does, and other controls. */
const messageFormat = ({ context, msg }: Record<string, unknown>): string =>
  [context, msg]
    .filter((part): part is string => typeof part === 'string')
    .join(': ')
    .replace(/\p{Cc}/gu, (control) => JSON.stringify(control).slice(1, -1));

function describeFor(level: Level, error: unknown): Partial<ErrorDescription> {
  const { stack, ...description } = describeError(error);
  return LEVELS_WITH_STACK.has(level) ? { ...description, stack } : description;
}
