import { compile } from 'json-schema-to-typescript';
import { readdirSync } from 'node:fs';
import ts from 'typescript';
import { repository } from './entries.js';
import { readContractDocs } from './contract-docs.js';

const folder = `${repository}libs/contracts/src/`;

/** Types that are derived from zod schemas in the contracts, written in terms of the generated. */
const DERIVED = {
  ProtocolTypes: (schemas) => {
    const events = new Set(
      Object.values(schemas.events).flatMap(({ frame, data }) => [frame, data]),
    );
    const names = Object.keys(schemas.$defs).filter((name) => !events.has(name));
    return `export interface ProtocolTypes {\n${names.map((name) => `  ${name}: ${name};`).join('\n')}\n}`;
  },
  EventType: (schemas) =>
    `export type EventType = ${Object.keys(schemas.events)
      .map((type) => `'${type}'`)
      .join(' | ')};`,
  EventData: (schemas) => `/** The \`data.data\` of each durable event by its type. */
export interface EventDataMap {
${Object.entries(schemas.events)
  .map(([type, { data }]) => `  '${type}': ${data};`)
  .join('\n')}
}
/** The \`data.data\` of a durable event. */
export type EventData<T extends EventType = EventType> = EventDataMap[T];`,
  EphemeralType: () => `export type EphemeralType = 'driver.location' | 'city.state';`,
  EphemeralData: () => `/** The data of frames that are never replayed, by type. */
export interface EphemeralDataMap {
  'driver.location': DriverLocation;
  'city.state': CityState;
}
export type EphemeralData<T extends EphemeralType = EphemeralType> = EphemeralDataMap[T];`,
  Snapshot: () => `/** The data of \`stream.snapshot\` by the kind of stream. */
export interface SnapshotMap {
  rider: RiderSnapshot;
  driver: DriverSnapshot;
  trip: TripSnapshot;
}
export type Snapshot<K extends StreamKind = StreamKind> = SnapshotMap[K];`,
  FieldError: () => `export type FieldError = NonNullable<Problem['errors']>[number];`,
};

/**
 * Writes the types of the contracts without zod: those of schemas come from JSON Schema, the others
 * are copied.
 *
 * @param contracts what `loadContracts` returns
 * @returns the text of a declaration file that stands for `#contracts`
 */
export async function contractTypes(contracts) {
  const schemas = contracts.protocolSchemas();
  const files = readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('spec.ts'))
    .map((file) => folder + file);
  return [
    '/* The wire of Tripstream. */',
    await schemaTypes(schemas, readContractDocs(files)),
    ...otherTypes(files, schemas),
    `export declare const OPS_STREAM: '${contracts.OPS_STREAM}';`,
    `export declare const eventStreams: ${constantType(contracts.eventStreams)};`,
    `export declare const ephemeralStreams: ${constantType(contracts.ephemeralStreams)};`,
    'export declare function protocolSchemas(): ProtocolSchemas;',
    '',
  ].join('\n\n');
}

async function schemaTypes({ $defs, events }, docs) {
  // `CloudEvent` is the type of an event's frame.
  const frames = new Set(Object.values(events).map(({ frame }) => frame));
  const described = {};
  for (const [name, schema] of Object.entries($defs)) {
    if (frames.has(name)) continue;
    const { text, fields = new Map() } = docs.get(name) ?? {};
    described[name] = withTuples(schema);
    if (text) described[name].description ??= text;
    for (const [field, comment] of fields) {
      const property = described[name].properties?.[field];
      // A reference has no description of its own in this generator.
      if (property && !property.$ref) property.description ??= comment;
    }
  }
  const root = { $defs: described, title: 'Unused', type: 'object' };
  const text = await compile(root, 'Unused', {
    additionalProperties: false,
    bannerComment: '',
    unreachableDefinitions: true,
    format: false,
    strictIndexSignatures: false,
  });
  return text
    .replace(/export interface Unused \{\s*\}\n?/, '')
    .replace(/ \* This interface was referenced by .*\n \* via the `definition` .*\n/g, '')
    .replace(/( \*\s*\n)+ \*\//g, ' */')
    .replace(/\/\*\*\s*\*\/\n/g, '');
}

/** The generator knows tuples in the form of draft 7 only. */
const withTuples = (schema) =>
  JSON.parse(JSON.stringify(schema), (_key, value) => {
    if (!value?.prefixItems) return value;
    const { prefixItems, ...rest } = value;
    return { ...rest, items: prefixItems, additionalItems: false };
  });

/** Exported types of the contracts that no schema has. */
function otherTypes(files, schemas) {
  const texts = [];
  for (const file of files) {
    const source = ts.createSourceFile(file, ts.sys.readFile(file), ts.ScriptTarget.ES2023, true);
    for (const statement of source.statements) {
      const isType = ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement);
      if (!isType) continue;
      const name = statement.name.text;
      if (Object.hasOwn(schemas.$defs, name)) continue;
      if (DERIVED[name]) texts.push(DERIVED[name](schemas));
      // What else is derived from zod is the server's own, such as the queries it parses.
      else if (!/z\.(infer|ZodType)/.test(statement.getText()))
        texts.push(statement.getFullText().trim());
    }
  }
  return texts;
}

const constantType = (value) =>
  `{\n${Object.entries(value)
    .map(
      ([key, list]) =>
        `  readonly '${key}': readonly [${list.map((item) => `'${item}'`).join(', ')}];`,
    )
    .join('\n')}\n}`;
