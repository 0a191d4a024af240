import type { OpenAPIObject } from '@nestjs/swagger';
import type { JsonSchema, SchemaComponents } from './json-schemas.js';

interface RequestBody {
  required?: boolean;
  content?: Record<string, { schema?: JsonSchema }>;
}

/**
 * Declares the body of a command that needs none as optional. The routes accept an absent body and
 * null; in the document, optional says both, and a generated method gets an optional argument.
 */
export function makeBodiesOptional(document: OpenAPIObject): OpenAPIObject {
  const components = (document.components?.schemas ?? {}) as SchemaComponents;
  for (const path of Object.values(document.paths)) {
    for (const { requestBody } of Object.values(path) as { requestBody?: RequestBody }[]) {
      for (const media of Object.values(requestBody?.content ?? {})) {
        const bare = media.schema && withoutNull(media.schema, components);
        if (!requestBody || !bare) continue;
        media.schema = bare;
        requestBody.required = false;
      }
    }
  }
  return document;
}

/** The schema without null; undefined if it does not allow null. */
function withoutNull(schema: JsonSchema, components: SchemaComponents): JsonSchema | undefined {
  const { anyOf, $ref, type } = schema;
  if (Array.isArray(anyOf)) {
    const rest = (anyOf as JsonSchema[]).filter((option) => option['type'] !== 'null');
    const [first] = rest;
    return rest.length === 1 && anyOf.length > 1 ? first : undefined;
  }
  if (Array.isArray(type) && type.includes('null')) return { ...schema, type: 'object' };
  if (typeof $ref !== 'string') return undefined;
  const name = $ref.replace(/^.*\//, '');
  const component = components[name];
  const bare = component && withoutNull(component, components);
  if (!bare) return undefined;
  components[name] = bare;
  return schema;
}
