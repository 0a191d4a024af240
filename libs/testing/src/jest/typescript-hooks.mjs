import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const OPTIONS = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
  inlineSourcesContent: false,
  swcrc: false,
};

/** Leads `#trip` and `./trip.js` to the TypeScript source, and `@jest/globals` to ours. */
export function resolve(specifier, context, nextResolve) {
  if (specifier === '@jest/globals') return nextResolve(globalsUrl, context);
  const source = sourceOf(specifier, context.parentURL);
  const conditions = [...context.conditions, '@tripstream/source'];
  const parentURL = specifier.startsWith('#') ? scopeOf(context.parentURL) : context.parentURL;
  return nextResolve(source ?? specifier, { ...context, parentURL, conditions });
}

/** The names `#…` are those of the repository, also in a package that has its own package.json. */
const packages = new URL('../../../../packages/', import.meta.url).href;
const scopeOf = (parent) => (parent?.startsWith(packages) ? packages : parent);

const globalsUrl = new URL('./jest-globals.mjs', import.meta.url).href;

function sourceOf(specifier, parent) {
  if (!specifier.startsWith('.') || !specifier.endsWith('.js')) return undefined;
  const source = new URL(specifier.replace(/\.js$/, '.ts'), parent);
  return source.protocol === 'file:' && existsSync(source) ? source.href : undefined;
}

/** Compiles TypeScript. */
export function load(url, context, nextLoad) {
  const [address] = url.split('?', 1);
  if (!address.endsWith('.ts')) return nextLoad(url, context);
  const filename = fileURLToPath(address);
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...OPTIONS, filename });
  return { format: 'module', source: code, shortCircuit: true };
}
