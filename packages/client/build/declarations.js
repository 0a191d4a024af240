import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import prettier from 'prettier';
import ts from 'typescript';
import { entries, output, packageFolder, repository, workFolder } from './entries.js';

const emitted = `${workFolder}types/`;

/**
 * Writes the declarations of the package: `types.d.ts` holds every type once, and the declaration of
 * each sub-path names those that it exports. Two roll-ups would make two types of each class with
 * private members, which TypeScript does not accept for each other.
 *
 * @param contractTypes the declarations that stand for `#contracts`
 */
export async function writeDeclarations(contractTypes) {
  mkdirSync(`${emitted}contracts`, { recursive: true });
  writeFileSync(`${emitted}contracts/index.d.ts`, contractTypes);
  emit();
  const everything = Object.values(entries).map(
    (source) => `export * from './${declaration(source)}.js';`,
  );
  writeFileSync(`${emitted}all.d.ts`, everything.join('\n'));
  writeFileSync(`${emitted}package.json`, JSON.stringify({ name: 'types', type: 'module' }));
  rollUp();
  const rolledUp = readFileSync(`${emitted}rolled-up.d.ts`, 'utf8');
  const [twice] = /\w+_2\b/.exec(rolledUp) ?? [];
  if (twice) throw new Error(`Two types have the same name, so one became ${twice}; rename one`);
  writeFileSync(
    `${output}types.d.ts`,
    await prettier.format(rolledUp, { parser: 'typescript', printWidth: 100, singleQuote: true }),
  );
  for (const [name, exported] of exportsOfEntries()) {
    writeFileSync(
      `${output}${name}.d.ts`,
      `export { ${exported.join(', ')} } from './types.js';\n`,
    );
  }
}

const declaration = (source) => `packages/client/${source}`.replace(/\.tsx?$/, '');

/** Compiles the sources, with the generated types in place of the contracts. */
function emit() {
  const options = {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.ReactJSX,
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    rootDir: repository,
    outDir: emitted,
    types: ['node'],
    paths: { '#contracts': [`${emitted}contracts/index.d.ts`] },
  };
  const program = ts.createProgram(
    Object.values(entries).map((file) => packageFolder + file),
    options,
  );
  const { diagnostics } = program.emit();
  fail([...ts.getPreEmitDiagnostics(program), ...diagnostics]);
}

function rollUp() {
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: emitted,
      mainEntryPointFilePath: `${emitted}all.d.ts`,
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2023',
            lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
            module: 'ESNext',
            moduleResolution: 'bundler',
            strict: true,
            skipLibCheck: true,
            types: ['node'],
            typeRoots: [`${repository}node_modules/@types`],
            paths: { '#contracts': ['./contracts/index.d.ts'] },
          },
          files: ['all.d.ts'],
        },
      },
      apiReport: { enabled: false },
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: `${emitted}rolled-up.d.ts` },
      messages: {
        extractorMessageReporting: { default: { logLevel: 'none' } },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: `${emitted}package.json`,
  });
  const { succeeded } = Extractor.invoke(config, { localBuild: true, messageCallback: report });
  if (!succeeded) throw new Error('API Extractor could not roll up the types');
}

/** Hides the notes of API Extractor about itself. */
function report(message) {
  if (message.logLevel !== 'error') message.handled = true;
}

/** What each entry exports; `type` is before the names that don't exist at run time. */
function exportsOfEntries() {
  const fileOf = (source) => `${emitted}${declaration(source)}.d.ts`;
  const program = ts.createProgram(Object.values(entries).map(fileOf), {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noLib: true,
    types: [],
    paths: { '#contracts': [`${emitted}contracts/index.d.ts`] },
  });
  const checker = program.getTypeChecker();
  return Object.entries(entries).map(([name, source]) => {
    const symbol = checker.getSymbolAtLocation(program.getSourceFile(fileOf(source)));
    const exported = checker.getExportsOfModule(symbol).sort((a, b) => (a.name < b.name ? -1 : 1));
    const specifiers = exported.map(({ name: known, declarations: [declared] }) =>
      ts.isTypeOnlyExportDeclaration(declared) ? `type ${known}` : known,
    );
    return [name, specifiers];
  });
}

function fail(diagnostics) {
  if (diagnostics.length === 0) return;
  const host = {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => repository,
    getNewLine: () => '\n',
  };
  throw new Error(ts.formatDiagnostics(diagnostics, host));
}
