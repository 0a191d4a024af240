export { EmbeddedPostgres } from './embedded-postgres.js';
export { FolderInUseError } from './owner-lock.js';
