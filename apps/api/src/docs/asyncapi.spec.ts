import { describe, expect, it } from '@jest/globals';
import { Ajv, type AnySchema } from 'ajv';
import specs from '@asyncapi/specs';
import { eventTypes } from '#contracts';
import { asyncApiDocument } from './asyncapi.js';
import { frameKinds, framesOf } from './stream-frames.js';

interface Document {
  channels: Record<string, { address: string; messages: Record<string, unknown> }>;
  operations: Record<string, { channel: { $ref: string }; messages: { $ref: string }[] }>;
  components: { schemas: Record<string, AnySchema> };
}

const document = asyncApiDocument({ host: 'localhost:3000', protocol: 'https' }) as Document;

/**
 * The formats in the schemas are documentation for readers. Ajv checks the patterns beside them.
 */
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });

describe('the AsyncAPI document', () => {
  it('the document is valid by the schema of AsyncAPI 3.1', () => {
    const validate = ajv.compile(specs.schemasWithoutId['3.1.0'] as AnySchema);
    expect([validate(document), validate.errors]).toEqual([true, null]);
  });

  it('the document is valid by the schema of AsyncAPI 3.0, too', () => {
    const validate = ajv.compile(specs.schemasWithoutId['3.0.0'] as AnySchema);
    const older = asyncApiDocument({ host: 'localhost:3000', protocol: 'https' }, '3.0.0');
    expect([validate(older), validate.errors]).toEqual([true, null]);
  });

  it('the schema of AsyncAPI 3.1 refuses a broken document', () => {
    const validate = ajv.compile(specs.schemasWithoutId['3.1.0'] as AnySchema);
    const broken = { ...document, operations: { sendNothing: { action: 'shout' } } };
    expect(validate(broken)).toBe(false);
  });

  it('every reference resolves within the document', () => {
    for (const reference of references(document)) {
      expect([reference, resolve(document, reference)]).not.toEqual([reference, undefined]);
    }
  });

  it.each([
    ['rider', '/v1/riders/me/stream', 'TripRequestedEvent', 'OfferCreatedEvent'],
    ['driver', '/v1/drivers/me/stream', 'OfferCreatedEvent', 'TripRequestedEvent'],
    ['trip', '/v1/trips/{id}/stream', 'DriverLocation', 'DriverOnlineEvent'],
    ['ops', '/v1/ops/stream', 'CityState', 'StreamSnapshot'],
  ])(
    'the document describes the %s stream at %s, with %s and without %s',
    (...[name, address, inside, outside]) => {
      const { messages, address: found } = document.channels[name]!;
      expect(found).toBe(address);
      expect(Object.keys(messages)).toContain(inside);
      expect(Object.keys(messages)).not.toContain(outside);
      expect(Object.keys(messages)).toEqual(
        expect.arrayContaining(['StreamOpened', 'StreamClosing']),
      );
    },
  );

  it('every event of the event map appears on a stream', () => {
    const seen = (['rider', 'driver', 'trip'] as const).flatMap((name) => framesOf(name));
    expect(new Set(seen.filter(({ durable }) => durable).map(({ event }) => event))).toEqual(
      new Set(eventTypes),
    );
  });

  it.each(frameKinds.map((kind) => [kind.schemaName, kind] as const))(
    'the example of %s is valid by its zod schema and by its JSON schema',
    (name, { schema, example }) => {
      expect(schema.safeParse(example).error).toBeUndefined();
      const { schemas } = document.components;
      const validate = ajv.compile({ ...(schemas[name] as object), components: { schemas } });
      validate(example);
      expect(validate.errors ?? []).toEqual([]);
      expect(validate({ ...(example as object), extra: 1 })).toBe(false);
    },
  );
});

function references(value: unknown): string[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : references(inner),
  );
}

const resolve = (root: unknown, reference: string): unknown =>
  reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], root);
