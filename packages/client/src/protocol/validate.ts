import {
  dereference,
  validate as check,
  type OutputUnit,
  type Schema,
} from '@cfworker/json-schema';
import type { EventType, ProtocolTypes } from '#contracts';
import type { MessageKind } from '../connect/stream-message.js';
import { schemas } from './schemas.js';

/** One reason why a value isn't valid. */
export interface ProtocolError {
  /** A JSON Pointer (RFC 6901) to the field; empty for the value itself. */
  path: string;
  message: string;
}

/** The outcome of a check. A frame of a type that the package doesn't know is valid. */
export type Validation =
  { valid: true; known: boolean } | { valid: false; known: boolean; errors: ProtocolError[] };

/** A frame of an event stream: its `event` field, and its `data` as text or parsed. */
export interface ProtocolFrame {
  event: string;
  data: unknown;
}

/** A wrong value can have many errors, of which a reader needs the first. */
const MAX_ERRORS = 20;
const DRAFT = '2020-12';
const root = { $defs: schemas.$defs } as Schema;
let lookup: ReturnType<typeof dereference> | undefined;

const SNAPSHOTS: Partial<Record<MessageKind, string>> = {
  ...schemas.snapshots,
  shared: 'SharedSnapshot',
};
/** The names of the schemas of all other frames than events and snapshots. */
const OTHERS: Record<string, string> = {
  'stream.opened': 'StreamOpened',
  'stream.closing': 'StreamClosing',
  ...schemas.ephemeral,
};

/**
 * Checks a value against the schema of a type of the wire.
 *
 * @param name a type that `ProtocolTypes` has, such as `Trip` or `Problem`
 * @throws {RangeError} for a name that is not among them
 *
 * @example
 * ```ts
 * import { validate } from '@tripstream/client/protocol';
 *
 * const checked = validate('Trip', await response.json());
 * if (!checked.valid) console.error(checked.errors);
 * ```
 */
export function validate(name: keyof ProtocolTypes, value: unknown): Validation {
  return checkAs(name, value);
}

/**
 * Checks a frame of an event stream, or an event of a polling answer. A type of event that this
 * version doesn't know is valid, with `known: false`, because the wire grows.
 *
 * @param kind the kind of stream: `rider`, `driver`, `trip`, `shared` (a share link) or `ops`
 *
 * @example
 * ```ts
 * import { validateFrame } from '@tripstream/client/protocol';
 *
 * source.addEventListener('trip.started', ({ type, data }) => {
 *   const checked = validateFrame('rider', { event: type, data });
 *   if (!checked.valid) console.error(checked.errors);
 * });
 * ```
 */
export function validateFrame(kind: MessageKind, { event, data }: ProtocolFrame): Validation {
  let value = data;
  if (typeof data === 'string') {
    try {
      value = JSON.parse(data);
    } catch {
      return { valid: false, known: true, errors: [{ path: '', message: 'data is not JSON' }] };
    }
  }
  const name = nameOfFrame(kind, event, value);
  return name === undefined ? { valid: true, known: false } : checkAs(name, value);
}

/** The name of the schema; undefined for a type that this version doesn't know. */
function nameOfFrame(kind: MessageKind, event: string, data: unknown): string | undefined {
  if (event === 'stream.snapshot') return SNAPSHOTS[kind];
  if (Object.hasOwn(OTHERS, event)) return OTHERS[event];
  // With `?names=off` only the data of a durable event has its type.
  const type = event === 'message' || event === '' ? typeOf(data) : event;
  if (!isEventType(type)) return undefined;
  return kind === 'shared' ? 'SharedEvent' : schemas.events[type].frame;
}

const typeOf = (data: unknown): unknown => (data as { type?: unknown } | null)?.type;

const isEventType = (type: unknown): type is EventType =>
  typeof type === 'string' && Object.hasOwn(schemas.events, type);

function checkAs(name: string, value: unknown): Validation {
  if (!Object.hasOwn(schemas.$defs, name)) {
    throw new RangeError(`${name} is not a type of the protocol; ProtocolTypes lists them`);
  }
  lookup ??= dereference(root);
  const schema = schemas.$defs[name] as Schema;
  const { valid, errors } = check(value, schema, DRAFT, lookup, false);
  if (valid) return { valid, known: true };
  return { valid, known: true, errors: leaves(errors).slice(0, MAX_ERRORS) };
}

/** The validator reports an error for each schema around the wrong one; those are left out. */
const leaves = (errors: OutputUnit[]): ProtocolError[] =>
  errors
    .filter(({ keyword }) => !['$ref', 'properties', 'items', 'anyOf', 'oneOf'].includes(keyword))
    .map(({ instanceLocation, error }) => ({
      path: instanceLocation.replace(/^#/, ''),
      message: error,
    }));
