import { InitialSchema1763683200000 } from './1763683200000-initial-schema.js';
import { AcksAndPresence1763856000000 } from './1763856000000-acks-and-presence.js';

/** In the order they run. A migration that has landed is never edited: add another one. */
export const migrations = [InitialSchema1763683200000, AcksAndPresence1763856000000];
