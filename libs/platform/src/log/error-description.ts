import { redactText } from './redact-text.js';

/** All that the log says of an error. A field that is not named here never reaches a line. */
export interface ErrorDescription {
  /** The name of its class. */
  type: string;
  message: string;
  /** An SQLSTATE, or the code of a system error. */
  code?: string;
  /** The names of what a statement failed on. They are ours, and contain no values. */
  table?: string;
  column?: string;
  constraint?: string;
  routine?: string;
  /** The system call that failed. */
  syscall?: string;
  /** The frames of the stack, without the message above them. */
  stack?: string;
  cause?: ErrorDescription;
  /** The first few errors of an AggregateError. */
  errors?: ErrorDescription[];
}

/** An SQLSTATE has five characters and at least one digit, unlike Node's `EPIPE`. */
const SQL_STATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/**
 * The classes of SQLSTATEs whose messages name objects, settings and states of the server: syntax
 * and rights, constraints, connections, resources. Every other message may quote the value that a
 * statement was given, such as those of class 22 (data exception) and of `RAISE` in a trigger.
 */
const NAMES_NO_VALUE = /^(08|0A|23|25|28|3D|40|42|53|54|55|57|58|XX)/;

/** V8's message quotes the JSON text that could not be parsed. */
const QUOTES_JSON = /is not valid JSON|in JSON at position/;

const MAX_MESSAGE = 2_000;
const MAX_FRAMES = 30;
const MAX_DEPTH = 4;
const MAX_ERRORS = 5;
const IDENTIFIER = /^[\w$.-]{1,80}$/;

/**
 * Describes an error for the log. The fields are copied from a list, so parameters of a statement,
 * the row in the `detail` of a PostgreSQL error, the headers of a request and what a library
 * attaches next year stay out.
 */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!isErrorLike(error)) return { type: typeof error, message: describeValue(error) };
  const { cause, errors } = error;
  const mayGoDeeper = depth < MAX_DEPTH;
  return {
    type: nameOf(error),
    message: messageOf(error),
    ...namesOf(error),
    ...stackOf(error),
    ...(mayGoDeeper && cause !== undefined && { cause: describeError(cause, depth + 1) }),
    ...(mayGoDeeper &&
      Array.isArray(errors) && {
        errors: errors.slice(0, MAX_ERRORS).map((each) => describeError(each, depth + 1)),
      }),
  };
}

/** An error in one line, for a text that counts or lists errors. */
export function summarizeError(error: unknown): string {
  const { type, message } = describeError(error, MAX_DEPTH);
  return `${type}: ${message}`;
}

/**
 * A value that is no error. Its members may hold a secret, so an object is only named.
 */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return redactText(value.slice(0, MAX_MESSAGE));
  if (typeof value !== 'object' || value === null) return String(value);
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null;
  const maker = prototype?.constructor?.name;
  return `[${typeof maker === 'string' && IDENTIFIER.test(maker) ? maker : 'object'}]`;
}

type ErrorLike = Partial<Record<string, unknown>> & { message: string };

/** The test doesn't use `instanceof`: Node's errors may come from another realm. */
export const isErrorLike = (value: unknown): value is ErrorLike =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as { message?: unknown }).message === 'string' &&
  typeof (value as { stack?: unknown }).stack === 'string';

function nameOf({ name }: ErrorLike): string {
  return typeof name === 'string' && IDENTIFIER.test(name) ? name : 'Error';
}

function messageOf({ code, message }: ErrorLike): string {
  if (typeof code === 'string' && SQL_STATE.test(code) && !NAMES_NO_VALUE.test(code)) {
    return `SQLSTATE ${code}; its message may quote a value`;
  }
  if (QUOTES_JSON.test(message)) return 'a text is not valid JSON';
  return redactText(message.slice(0, MAX_MESSAGE));
}

const NAMES = ['code', 'table', 'column', 'constraint', 'routine', 'syscall'] as const;

function namesOf(error: ErrorLike): Partial<Record<(typeof NAMES)[number], string>> {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = error[name];
      return typeof value === 'string' && IDENTIFIER.test(value) ? [[name, value]] : [];
    }),
  );
}

/** The stack begins with the message, which may be several lines; only frames are kept. */
function stackOf({ stack, message }: ErrorLike): { stack?: string } {
  if (typeof stack !== 'string') return {};
  const start = message === '' ? -1 : stack.indexOf(message);
  const frames = stack
    .slice(start === -1 ? 0 : start + message.length)
    .split('\n')
    .filter((line) => /^\s+at \S/.test(line));
  return frames.length === 0 ? {} : { stack: frames.slice(0, MAX_FRAMES).join('\n') };
}
