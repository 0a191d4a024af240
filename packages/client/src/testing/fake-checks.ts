import type { FieldError } from '#contracts';
import { FakeProblem } from './fake-problem.js';
import { UUID } from './new-id.js';

/** Reports what is wrong with the value of a field, and returns the value as the server keeps it. */
export type Check = (value: unknown, field: string, errors: FieldError[]) => unknown;

const fail = (errors: FieldError[], field: string, message: string): unknown => {
  errors.push({ field: field || 'body', message });
  return undefined;
};

const number =
  (least: number, most: number, isWhole = false): Check =>
  (value, field, errors) =>
    typeof value === 'number' &&
    value >= least &&
    value <= most &&
    (!isWhole || Number.isInteger(value))
      ? value
      : fail(errors, field, `must be a number from ${least} to ${most}`);

const matching =
  (pattern: RegExp, message: string): Check =>
  (value, field, errors) =>
    typeof value === 'string' && pattern.test(value) ? value : fail(errors, field, message);

/** Text that a person typed. The server also refuses hidden characters, the fake only controls. */
const text =
  (most: number): Check =>
  (value, field, errors) => {
    const trimmed = typeof value === 'string' ? value.trim() : '';
    const isFit = trimmed !== '' && trimmed.length <= most && !/\p{Cc}/u.test(trimmed);
    return isFit ? trimmed : fail(errors, field, `must be a text of 1 to ${most} characters`);
  };

/** An object with these fields and no others. A name that ends in `?` is optional. */
const object =
  (shape: Record<string, Check>): Check =>
  (value, field, errors) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      fail(errors, field, 'must be an object');
      return;
    }
    const at = (name: string): string => (field ? `${field}.${name}` : name);
    const given = value as Record<string, unknown>;
    const known = Object.entries(shape).map(([name, check]) => {
      const bare = name.replace('?', '');
      const isAbsent = given[bare] === undefined && bare !== name;
      return [bare, isAbsent ? undefined : check(given[bare], at(bare), errors)] as const;
    });
    for (const name of Object.keys(given)) {
      if (!known.some(([bare]) => bare === name)) fail(errors, at(name), 'is unknown');
    }
    return Object.fromEntries(known);
  };

const oneOf = (...names: string[]): Check =>
  matching(new RegExp(`^(${names.join('|')})$`), `must be one of ${names.join(', ')}`);

const position = object({ lat: number(-90, 90), lng: number(-180, 180) });
const ride = object({ pickup: position, dropoff: position });
const flag: Check = (value, field, errors) =>
  typeof value === 'boolean' ? value : fail(errors, field, 'must be true or false');
const sharing = { 'shared?': flag };
const asked = object({ pickup: position, dropoff: position, ...sharing });
const booked = object({ quoteId: matching(UUID, 'must be a UUID'), ...sharing });
const reading = object({
  lat: number(-90, 90),
  lng: number(-180, 180),
  'headingDegrees?': number(0, 360),
  'speedMps?': number(0, 150),
  'recordedAt?': matching(/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/, 'must be a time in ISO 8601'),
});
const isList = (value: unknown): value is unknown[] => Array.isArray(value);

/** The bodies of the requests. */
export const checks = {
  session: object({ role: oneOf('rider', 'driver', 'ops'), name: text(80), 'opsKey?': text(100) }),
  ride,
  tripRequest: (value: unknown, field: string, errors: FieldError[]) =>
    (typeof value === 'object' && value !== null && 'quoteId' in value ? booked : asked)(
      value,
      field,
      errors,
    ),
  reason: object({ reason: text(200) }),
  rating: object({ stars: number(1, 5, true), 'comment?': text(500) }),
  start: object({ pin: matching(/^\d{4}$/, 'must be the four digits the rider shows') }),
  atPickup: (value: unknown, field: string, errors: FieldError[]) =>
    object({ 'position?': position })(value ?? {}, field, errors),
  step: (value: unknown, field: string, errors: FieldError[]) =>
    object({ 'position?': position, 'override?': object({ reason: text(200) }) })(
      value ?? {},
      field,
      errors,
    ),
  tip: object({ amount: number(1, 1_000_000_000, true) }),
  nothing: (value: unknown, field: string, errors: FieldError[]) =>
    object({})(value ?? {}, field, errors),
  availability: object({
    status: oneOf('online', 'offline'),
    'position?': position,
    'vehicle?': object({ model: text(60), colour: text(30), plate: text(16) }),
  }),
  locations: (value: unknown, field: string, errors: FieldError[]) => {
    if (!isList(value)) return [reading(value, field, errors)];
    if (value.length < 1 || value.length > 100) fail(errors, field, 'must have 1 to 100 readings');
    return value.map((each, index) => reading(each, String(index), errors));
  },
  ack: object({ cursor: matching(/^[0-9A-Za-z]{1,40}-(0|[1-9]\d{0,15})$/, 'must be a cursor') }),
} satisfies Record<string, Check>;

/** @throws FakeProblem VALIDATION_FAILED, with each field that is wrong */
export function checkBody(check: Check, body: unknown): unknown {
  const errors: FieldError[] = [];
  const value = check(body, '', errors);
  if (errors.length > 0) throw FakeProblem.ofFields(errors);
  return value;
}
