export { EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.js';
export { FolderInUseError } from './owner-lock.js';
