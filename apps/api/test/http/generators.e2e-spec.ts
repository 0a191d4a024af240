import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConfig, lintFromString, type NormalizedProblem } from '@redocly/openapi-core';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { eventTypes } from '#contracts';
import { api, startTestServer, type TestServer } from '#api-harness';

/** The parts of the OpenAPI document that generators need most. */
interface Document {
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

type Schema = Record<string, unknown>;

let server: TestServer;
let text: string;
let document: Document;

beforeAll(async () => {
  server = await startTestServer();
  text = await (await fetch(`${server.url}/openapi.json`)).text();
  document = JSON.parse(text) as Document;
});

afterAll(() => server.drop());

const operations = (): Operation[] =>
  Object.values(document.paths).flatMap((path) => Object.values(path));

const lint = async (source: string): Promise<string[]> => {
  const config = await createConfig({ rules: { struct: 'error', 'no-unresolved-refs': 'error' } });
  const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config });
  return problems.map(({ message, location }: NormalizedProblem) => {
    const { pointer } = location[0] as { pointer?: string };
    return `${pointer ?? ''}: ${message}`;
  });
};

describe('the OpenAPI document for generators', () => {
  it('the document has the structure of OpenAPI 3.1', async () => {
    expect(await lint(text)).toEqual([]);
  });

  it('the check of the structure refuses a broken document', async () => {
    const broken = text.replace('"operationId"', '"operationIdentity"');
    expect(await lint(broken)).not.toEqual([]);
  });

  it('every operation id is a unique name in camelCase without the name of a class', () => {
    const ids = operations().map(({ operationId }) => operationId);
    expect(ids.filter((id) => !/^[a-z]+([A-Z][a-z]+)*$/.test(id))).toEqual([]);
    expect(ids.filter((id) => id.includes('Controller'))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('every operation has a tag, a summary and an answer with a schema, or an empty one', () => {
    for (const { operationId, tags, summary, responses } of operations()) {
      expect([operationId, tags.length, summary.length > 5]).toEqual([operationId, 1, true]);
      const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      expect([operationId, successes.length > 0]).toEqual([operationId, true]);
      for (const [status, { content }] of successes) {
        const schemas = Object.values(content ?? {}).map(({ schema }) => schema);
        expect([operationId, status, schemas.length > 0]).toEqual([
          operationId,
          status,
          status !== '204',
        ]);
      }
    }
  });

  it('every error is a problem document, except the report of the readiness check', () => {
    for (const { operationId, responses } of operations()) {
      for (const [status, { content }] of Object.entries(responses)) {
        if (/^[12]/.test(status) || operationId === 'checkReadiness') continue;
        expect([operationId, status, Object.keys(content ?? {})]).toEqual([
          operationId,
          status,
          ['application/problem+json'],
        ]);
      }
    }
  });

  it('every schema of an object has a name', () => {
    const roots = Object.entries(document.components.schemas);
    const unnamed = [
      ...roots.flatMap(([name, schema]) =>
        objectsIn(schema, name).slice('properties' in schema ? 1 : 0),
      ),
      ...objectsIn(document.paths, 'paths'),
    ];
    expect(unnamed).toEqual([]);
  });

  it('every name of a schema says what it is, without a number that only tells it apart', () => {
    const names = Object.keys(document.components.schemas);
    expect(names.filter((name) => !/^[A-Z][A-Za-z]+(503[A-Za-z]*)?$/.test(name))).toEqual([]);
  });

  it('no date and no id has a pattern, which generated code would apply to its own types', () => {
    expect(text).not.toMatch(/"format":"(date-time|uuid)","pattern"/);
    expect(text).not.toMatch(/"pattern":"[^"]*","format":"(date-time|uuid)"/);
  });

  it('no enumeration contains null, which generators take for a name', () => {
    expect(text).not.toMatch(/"enum":\[[^\]]*null/);
  });

  it('the discriminator of StreamEvent leads from each type of event to its schema', () => {
    const event = document.components.schemas['StreamEvent'] as {
      discriminator: { propertyName: string; mapping: Record<string, string> };
    };
    expect(Object.keys(event.discriminator.mapping).sort()).toEqual([...eventTypes].sort());
    for (const [type, reference] of Object.entries(event.discriminator.mapping)) {
      const schema = document.components.schemas[reference.replace(/^.*\//, '')]!;
      expect(schema).toMatchObject({ properties: { type: { const: type } } });
    }
  });

  it('the document names its server, so that a generated client has a base address', () => {
    expect(document.servers).toEqual([{ url: '/', description: 'This server' }]);
  });

  it('the documents for AsyncAPI 3.0 and 3.1 differ in their version only', async () => {
    const [latest, older] = await Promise.all([
      api(server).get<{ asyncapi: string }>('/asyncapi.json'),
      api(server).get<{ asyncapi: string }>('/asyncapi.json?version=3.0'),
    ]);
    expect(older.body).toEqual({ ...latest.body, asyncapi: '3.0.0' });
  });
});

describe('openapi-typescript', () => {
  it('the generated types compile in strict mode, and describe requests and answers', async () => {
    const generated = astToString(await openapiTS(document as never));
    const program = `
      import type { components, operations, paths } from './api.js';
      type Trip = components['schemas']['Trip'];
      const status: Trip['status'] = 'driver_assigned';
      const accepted = (trip: operations['acceptOffer']['responses']['200']['content']['application/json']): string =>
        trip.driver?.name ?? trip.status;
      const request: paths['/v1/trips']['post']['requestBody']['content']['application/json'] =
        { pickup: { lat: 40.75, lng: -73.98 }, dropoff: { lat: 40.76, lng: -73.98 } };
      const offerOf = (event: components['schemas']['StreamEvent']) =>
        event.type === 'offer.created' ? event.data.offer.expiresAt : undefined;
      // @ts-expect-error A status that does not exist is refused.
      const wrong: Trip['status'] = 'teleported';
      export { accepted, offerOf, request, status, wrong };
    `;
    expect(diagnosticsOf({ '/client/api.ts': generated, '/client/main.ts': program })).toEqual([]);
  });
});

/** The problems of TypeScript, in strict mode, with these files. */
function diagnosticsOf(files: Record<string, string>): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => path in files || fileExists(path);
  host.directoryExists = (path) =>
    Object.keys(files).some((file) => file.startsWith(`${path}/`)) || ts.sys.directoryExists(path);
  host.readFile = (path) => files[path] ?? readFile(path);
  host.getSourceFile = (path, ...rest) =>
    path in files
      ? ts.createSourceFile(path, files[path]!, ts.ScriptTarget.ES2023)
      : getSourceFile(path, ...rest);
  const program = ts.createProgram(Object.keys(files), options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

/** The places of all schemas with properties. A property may itself have the name `properties`. */
function objectsIn(node: unknown, path: string): string[] {
  if (node === null || typeof node !== 'object') return [];
  const isMap = path.endsWith('/properties');
  const isObject = 'properties' in node && !Array.isArray(node) && !isMap;
  const inner = Object.entries(node).flatMap(([key, value]) =>
    key === 'examples' || key === 'example' ? [] : objectsIn(value, `${path}/${key}`),
  );
  return isObject ? [path, ...inner] : inner;
}
