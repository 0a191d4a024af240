import { mkdir, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { repository, workFolder } from './entries.js';

/**
 * Runs libs/contracts as a program, from its sources.
 *
 * @returns what libs/contracts/src/index.ts exports at run time
 */
export async function loadContracts() {
  const { output } = await build({
    configFile: false,
    root: repository,
    logLevel: 'error',
    build: {
      ssr: true,
      write: false,
      rolldownOptions: { input: `${repository}libs/contracts/src/index.ts`, external: ['zod'] },
    },
  });
  await mkdir(workFolder, { recursive: true });
  const file = `${workFolder}contracts.js`;
  await writeFile(file, output[0].code);
  // The query makes Node read the file again when a watcher builds twice.
  return import(`${pathToFileURL(file).href}?${Date.now()}`);
}
