import type { OpenAPIObject } from '@nestjs/swagger';
import type { JsonSchema } from './json-schemas.js';

const MAX_INT32 = 2 ** 31 - 1;
/** Formats that generators map to a type of their own, to which a pattern can't be applied. */
const TYPED_FORMATS: ReadonlySet<unknown> = new Set(['date-time', 'uuid']);
const NO_SCHEMAS: ReadonlySet<string> = new Set(['example', 'examples', 'const', 'enum']);

/**
 * Changes what schemas say in the way of JavaScript into what generators for other languages
 * understand. The pattern beside a format is left out, because generated code would apply it to a
 * date. An integer that may exceed 32 bits gets `format: int64`; otherwise its type would be too small.
 * An enumeration that contains null becomes one without it, or null: generators take the null for a name.
 */
export function makeSchemasPortable(document: OpenAPIObject): OpenAPIObject {
  for (const schema of Object.values(document.components?.schemas ?? {})) visit(schema);
  for (const path of Object.values(document.paths)) visit(path);
  return document;
}

function visit(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) makePortable(node as JsonSchema);
  for (const [key, inner] of Object.entries(node)) if (!NO_SCHEMAS.has(key)) visit(inner);
}

function makePortable(schema: JsonSchema): void {
  if (TYPED_FORMATS.has(schema['format'])) Reflect.deleteProperty(schema, 'pattern');
  takeNullOut(schema);
  const { type, maximum, format } = schema;
  const isInteger = type === 'integer' || (Array.isArray(type) && type.includes('integer'));
  if (!isInteger || format !== undefined) return;
  if (typeof maximum !== 'number' || maximum > MAX_INT32) schema['format'] = 'int64';
}

function takeNullOut(schema: JsonSchema): void {
  const values = schema['enum'];
  if (!Array.isArray(values) || !values.includes(null)) return;
  const rest = values.filter((value) => value !== null) as unknown[];
  schema['anyOf'] = [{ type: 'string', enum: rest }, { type: 'null' }];
  Reflect.deleteProperty(schema, 'enum');
  Reflect.deleteProperty(schema, 'type');
}
