import { fileURLToPath } from 'node:url';

/** The folder of the package, and that of the repository. */
export const packageFolder = fileURLToPath(new URL('..', import.meta.url));
export const repository = fileURLToPath(new URL('../../..', import.meta.url));

/** The output: what the tarball has besides package.json and the documents. */
export const output = `${packageFolder}dist/`;

/** Intermediate files. They aren't below node_modules, where declarations count as a package's. */
export const workFolder = `${repository}dist/client-package/`;

/** The sub-paths of the package by name, with the source of each. `index` is the main entry. */
export const entries = {
  index: 'src/index.ts',
  commands: 'src/commands.ts',
  react: 'src/react/index.ts',
  testing: 'src/testing/index.ts',
  protocol: 'src/protocol/index.ts',
};
