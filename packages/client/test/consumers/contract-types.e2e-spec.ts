import { beforeAll, expect, it } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { packClient } from './empty-project.js';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const program = `${repository}packages/client/test/consumers/compared-types.ts`;

/** Reports each type of the wire that is another one in the package than in the contracts. */
const SOURCE = `
import type * as contracts from '#contracts';
import type * as published from '../../dist/protocol.js';

// JSON has no undefined: a body that may be absent is null or an object.
type Json<T> = Exclude<T, undefined>;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Compared<A, B> = { [K in keyof A | keyof B]: K extends keyof A & keyof B ? Same<Json<A[K]>, Json<B[K]>> : false };
type AllTrue<T> = { [K in keyof T]: true };
const expectSame = <T extends AllTrue<T>>(): T | undefined => undefined;

expectSame<Compared<contracts.ProtocolTypes, published.ProtocolTypes>>();
expectSame<{ [T in contracts.EventType]: Same<contracts.EventData<T>, published.EventData<T>> }>();
expectSame<{ [T in contracts.EphemeralType]: Same<contracts.EphemeralData<T>, published.EphemeralData<T>> }>();
expectSame<{ [K in contracts.StreamKind]: Same<contracts.Snapshot<K>, published.Snapshot<K>> }>();
expectSame<{ events: Same<contracts.AnyCloudEvent, published.AnyCloudEvent> }>();
expectSame<{ types: Same<contracts.EventType, published.EventType> }>();
expectSame<{ kinds: Same<contracts.EphemeralType, published.EphemeralType> }>();
`;

beforeAll(async () => {
  const tarball = await packClient();
  await tarball.remove();
});

function errorsOf(source: string): string[] {
  const { config } = ts.readConfigFile(`${repository}tsconfig.json`, (path) =>
    ts.sys.readFile(path),
  ) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, repository, { noEmit: true });
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...rest) =>
    file === program
      ? ts.createSourceFile(file, source, ts.ScriptTarget.ES2023)
      : read(file, ...rest);
  const exists = host.fileExists.bind(host);
  host.fileExists = (file) => file === program || exists(file);
  const compiled = ts.createProgram([program], options, host);
  const file = compiled.getSourceFile(program);
  return ts
    .getPreEmitDiagnostics(compiled, file)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

it('the types of the package are those of the contracts', () => {
  expect(errorsOf(SOURCE)).toEqual([]);
});

it('a type that differs is noticed', () => {
  const other = SOURCE.replace(
    'contracts.EventData<T>, published',
    'contracts.EventData, published',
  );
  expect(errorsOf(other)).not.toEqual([]);
});
