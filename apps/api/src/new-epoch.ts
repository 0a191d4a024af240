import { migrateDatabase, openDatabase } from '#database';
import { beginNewEpoch } from '#outbox';
import { Settings } from '#platform';
import { failStart } from './fail-start.js';

/**
 * `npm run history:new-epoch`: gives the history of the configured database a new epoch, after
 * a restore that the server can't notice itself (docs/operations.md).
 */
async function main(): Promise<void> {
  const settings = Settings.from();
  const database = await openDatabase({ ...settings.database, onLost: failStart });
  try {
    await migrateDatabase(database.directUrl);
    await beginNewEpoch(database.directUrl);
  } finally {
    await database.close();
  }
  process.stdout.write(
    'The history has a new epoch. Every client is reset once, with a snapshot.\n',
  );
}

main().catch(failStart);
