import type { OpenAPIObject } from '@nestjs/swagger';
import { refTo, type JsonSchema, type SchemaComponents } from './json-schemas.js';

type Node = Record<string, unknown>;

/** The keywords whose values are schemas, and those whose values are lists or maps of schemas. */
const SINGLE = ['items', 'additionalProperties', 'not'];
const LISTS = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];

const pascal = (text: string): string =>
  text.replace(/(^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_all, _before, first: string) =>
    first.toUpperCase(),
  );

/** `lines` is a list of `Line`. */
const singular = (name: string): string =>
  name.endsWith('ies') ? `${name.slice(0, -3)}y` : name.replace(/([^s])s$/, '$1');

/**
 * Moves each schema of an object that has no name into the components, because generators call such a
 * schema `InlineObject17`. Its name is that of the schema around it and of the property, such as
 * `TripCancellation`. Equal schemas of properties with the same name share one component.
 */
export function nameSchemas(document: OpenAPIObject): OpenAPIObject {
  const components = ((document.components ??= {}).schemas ??= {}) as SchemaComponents;
  const namer = new SchemaNamer(components);
  for (const [name, schema] of Object.entries({ ...components })) namer.nameInside(schema, name);
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path) as Node[]) {
      const { operationId } = operation;
      if (typeof operationId !== 'string') continue;
      const { requestBody, responses } = operation as { requestBody?: Node; responses?: Node };
      if (requestBody) namer.nameContent(requestBody, `${pascal(operationId)}Request`);
      for (const [status, response] of Object.entries(responses ?? {})) {
        const suffix = status.startsWith('2') ? 'Answer' : `Answer${status}`;
        namer.nameContent(response as Node, pascal(operationId) + suffix);
      }
    }
  }
  return document;
}

class SchemaNamer {
  /** The name of each moved schema, by property and content. */
  private readonly moved = new Map<string, string>();

  constructor(private readonly components: SchemaComponents) {}

  /** Names the schemas of a request body or a response. */
  nameContent({ content }: Node, name: string): void {
    for (const media of Object.values((content ?? {}) as Record<string, { schema?: JsonSchema }>)) {
      if (!media.schema) continue;
      if (hasParts(media.schema)) media.schema = this.move(media.schema, name, name);
      else this.nameInside(media.schema, name);
    }
  }

  /** Names the schemas within a schema that is called `name` itself. */
  nameInside(schema: JsonSchema, name: string): void {
    const properties = (schema['properties'] ?? {}) as SchemaComponents;
    for (const [property, inner] of Object.entries(properties)) {
      properties[property] = this.nameOne(inner, name + pascal(property), property);
    }
    for (const keyword of SINGLE) {
      const inner = schema[keyword];
      if (!isSchema(inner)) continue;
      schema[keyword] = this.nameOne(inner, singular(name), singular(name));
    }
    for (const keyword of LISTS) {
      const list = schema[keyword] as JsonSchema[] | undefined;
      if (!list) continue;
      const isOption = list.filter(({ type }) => type !== 'null').length > 1;
      schema[keyword] = list.map((inner) => {
        const option = isOption ? name + optionName(inner) : name;
        return this.nameOne(inner, option, option);
      });
    }
  }

  private nameOne(schema: JsonSchema, name: string, property: string): JsonSchema {
    if (schema['properties']) return this.move(schema, name, property);
    this.nameInside(schema, name);
    return schema;
  }

  /** Moves a schema. One that allows null too becomes a reference or null. */
  private move(schema: JsonSchema, name: string, property: string): JsonSchema {
    const { type } = schema;
    const isNullable = Array.isArray(type) && type.includes('null');
    const moved = isNullable ? { ...schema, type: 'object' } : schema;
    this.nameInside(moved, name);
    const reference = refTo(this.store(moved, name, property));
    return isNullable ? { anyOf: [reference, { type: 'null' }] } : reference;
  }

  private store(schema: JsonSchema, name: string, property: string): string {
    const key = `${property} ${JSON.stringify(schema)}`;
    const known = this.moved.get(key);
    if (known) return known;
    let free = name;
    for (let count = 2; free in this.components; count += 1) free = name + String(count);
    this.moved.set(key, free);
    this.components[free] = schema;
    return free;
  }
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasParts = (schema: JsonSchema): boolean =>
  'properties' in schema || LISTS.some((keyword) => keyword in schema);

/** An option of a union is named by the property that it requires first: `TripRequestWithQuoteId`. */
function optionName({ required, type }: JsonSchema): string {
  const [first] = (required ?? []) as string[];
  if (first) return `With${pascal(first)}`;
  return type === 'array' ? 'List' : 'Option';
}
