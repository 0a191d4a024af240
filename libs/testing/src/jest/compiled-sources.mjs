import { transformFileSync } from '@swc/core';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * Compiles folders of the checkout to JavaScript that plain Node runs. Jest loads its global
 * set-up outside of its own module system, and a process that a test starts in order to kill
 * it has no Jest around it: neither reads TypeScript. Relative imports only: `#name` would
 * lead to sources again.
 * @param {string[]} folders relative to the checkout
 * @param {string} path of a folder to make, with the checkout's layout below it
 */
export function compileSources(folders, path) {
  mkdirSync(path);
  writeFileSync(join(path, 'package.json'), '{"type":"module"}');
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'));
  for (const folder of folders) {
    for (const name of readdirSync(join(root, folder)).filter(isSource)) {
      compile(join(root, folder, name), join(path, folder, name.replace(/\.ts$/, '.js')));
    }
  }
}

function isSource(name) {
  return name.endsWith('.ts') && !name.endsWith('spec.ts');
}

function compile(source, target) {
  const { code } = transformFileSync(source, {
    swcrc: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } },
    module: { type: 'es6' },
  });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code);
}
