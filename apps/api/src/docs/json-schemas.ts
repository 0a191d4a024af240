import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** JSON Schemas that refer to each other by name. */
export type SchemaComponents = Record<string, JsonSchema>;

const COMPONENTS = '#/components/schemas/';

/**
 * Converts zod schemas into the components of an API document, together with every schema that
 * they use and that has an id of its own.
 *
 * @param target the JSON Schema version of the document: draft-7 for AsyncAPI, draft-2020-12 for
 *   OpenAPI since 3.1
 */
export function schemaComponents(
  named: Record<string, z.ZodType>,
  target: 'draft-7' | 'draft-2020-12',
): SchemaComponents {
  const components: SchemaComponents = {};
  for (const [name, schema] of Object.entries(named)) {
    const converted: JsonSchema = { ...z.toJSONSchema(schema, { target, io: 'output' }) };
    const used = (converted['definitions'] ?? converted['$defs'] ?? {}) as SchemaComponents;
    for (const key of ['$schema', 'definitions', '$defs', 'id', '$id']) {
      Reflect.deleteProperty(converted, key);
    }
    components[name] = toComponent(converted);
    // The used schemas come last: a schema with an id of its own is converted to a reference, and
    // its definition is among them.
    for (const [id, definition] of Object.entries(used)) components[id] = toComponent(definition);
  }
  return components;
}

/** Points references into the document, and turns `example` into JSON Schema's `examples`. */
function toComponent(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) => {
    if (key === '$ref') return String(value).replace(/^#\/(definitions|\$defs)\//, COMPONENTS);
    return value;
  });
  const { example, id: _id, ...rest } = JSON.parse(text) as JsonSchema;
  return example === undefined ? rest : { ...rest, examples: [example] };
}

export const refTo = (name: string): { $ref: string } => ({ $ref: COMPONENTS + name });
