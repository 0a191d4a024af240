import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** JSON Schemas that refer to each other by name. */
export type SchemaComponents = Record<string, JsonSchema>;

const COMPONENTS = '#/components/schemas/';

/**
 * The JSON Schemas of these zod schemas under their names, and of every schema with an id
 * of its own that they use, as components of an API document.
 *
 * @param target what the document is written in: AsyncAPI's own format is draft 7 and
 *   more, OpenAPI since 3.1 has 2020-12
 */
export function schemaComponents(
  named: Record<string, z.ZodType>,
  target: 'draft-7' | 'draft-2020-12',
): SchemaComponents {
  const components: SchemaComponents = {};
  for (const [name, schema] of Object.entries(named)) {
    const made: JsonSchema = { ...z.toJSONSchema(schema, { target, io: 'output' }) };
    const used = (made['definitions'] ?? made['$defs'] ?? {}) as SchemaComponents;
    for (const key of ['$schema', 'definitions', '$defs', 'id', '$id']) {
      Reflect.deleteProperty(made, key);
    }
    components[name] = toComponent(made);
    // Last: a schema with an id of its own comes as a reference to itself among these.
    for (const [id, definition] of Object.entries(used)) components[id] = toComponent(definition);
  }
  return components;
}

/** With references into the document, and `example` as JSON Schema has it: `examples`. */
function toComponent(schema: JsonSchema): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) => {
    if (key === '$ref') return String(value).replace(/^#\/(definitions|\$defs)\//, COMPONENTS);
    return value;
  });
  const { example, id: _id, ...rest } = JSON.parse(text) as JsonSchema;
  return example === undefined ? rest : { ...rest, examples: [example] };
}

export const refTo = (name: string): { $ref: string } => ({ $ref: COMPONENTS + name });
