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
  EventType: ({ events }) => `export type EventType = ${unionOf(events)};`,
  EventData: ({ events }) => {
    const data = Object.entries(events).map(([type, names]) => [type, names.data]);
    return mapAndLookup('EventData', 'T extends EventType = EventType', Object.fromEntries(data));
  },
  EphemeralType: ({ ephemeral }) => `export type EphemeralType = ${unionOf(ephemeral)};`,
  EphemeralData: ({ ephemeral }) =>
    mapAndLookup('EphemeralData', 'T extends EphemeralType = EphemeralType', ephemeral),
  Snapshot: ({ snapshots }) =>
    mapAndLookup('Snapshot', 'K extends StreamKind = StreamKind', snapshots),
  FieldError: () => `export type FieldError = NonNullable<Problem['errors']>[number];`,
};

const unionOf = (record) =>
  Object.keys(record)
    .map((key) => `'${key}'`)
    .join(' | ');

/** An interface with a type for each key, and the generic type that looks one up. */
function mapAndLookup(name, parameter, typeByKey) {
  const lines = Object.entries(typeByKey).map(([key, type]) => `  '${key}': ${type};`);
  const [letter] = parameter;
  return `export type ${name}<${parameter}> = ${name}Map[${letter}];
export interface ${name}Map {\n${lines.join('\n')}\n}`;
}

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
      const [doc] = ts.getJSDocCommentsAndTags(statement).map((comment) => comment.getText());
      if (DERIVED[name]) texts.push(`${doc ?? ''}\n${DERIVED[name](schemas)}`);
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
