/** The oldest PostgreSQL that is supported: the first with `idle_session_timeout`. */
const MINIMUM_VERSION = 14;

/** The properties that a server reports about itself. */
export interface ServerFacts {
  /** `server_version_num`, for example 140012 for 14.12. */
  versionNumber: number;
  /** The role of the connection. */
  role: string;
  /** Functions that the server needs and the role may not execute. */
  deniedFunctions: string[];
  /** Whether several clients share one session, as behind PgBouncer in transaction mode. */
  isPooled: boolean;
}

/**
 * Finds the reason why a server can't be used for the tail, the engine and migrations.
 *
 * @param facts `pooler` when the connection was refused in the way of a pooler
 * @returns one or two sentences for the operator; undefined when the server can be used
 */
export function findUnusable(facts: ServerFacts | 'pooler'): string | undefined {
  if (facts === 'pooler' || facts.isPooled) {
    return (
      'a connection pooler answers there, and events, engine and migrations need sessions of ' +
      'their own. Set DATABASE_DIRECT_URL to the address of PostgreSQL itself; DATABASE_URL may ' +
      'stay that of the pooler.'
    );
  }
  const { versionNumber, role, deniedFunctions } = facts;
  const major = Math.floor(versionNumber / 10_000);
  if (major < MINIMUM_VERSION) {
    return `the server is PostgreSQL ${major}, and ${MINIMUM_VERSION} or later is needed.`;
  }
  if (deniedFunctions.length === 0) return undefined;
  const functions = deniedFunctions.join(', ');
  return (
    `the role ${role} may not execute ${functions}, which tell one history from another. Run as ` +
    `a superuser: GRANT EXECUTE ON FUNCTION ${functions} TO "${role}".`
  );
}
