import { EXIT, handleCommandError } from '#simulation';
import { importOsm } from './import-osm/import-osm.js';
import { readImportOptions } from './import-osm/import-options.js';
import { StatusLine } from './progress/status-line.js';

async function main(): Promise<number> {
  await importOsm(readImportOptions(process.argv.slice(2)), new StatusLine(process.stderr));
  return EXIT.ok;
}

process.exitCode = await main().catch((error: unknown) => handleCommandError(error));
