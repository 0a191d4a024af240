import type { StreamId } from '#contracts';
import { createClientLog, type ClientLog } from '#simulation';

/** What one client received on one stream, for the checkers. */
export interface StreamRecord {
  log: ClientLog;
  /** The numbers that the SDK handed to the application, in order; a snapshot restarts the count. */
  handed: { seq: number; isSnapshot: boolean }[];
  /** For each connection, the cursor of the client and the server's decision. */
  openings: { presented: string | undefined; mode: string; from: string; reason?: string }[];
}

/** What a user's commands created, according to their answers. */
export interface UserRecord {
  id: string;
  role: 'rider' | 'driver';
  /** Trips by the ids in the answers. Each command carries a key, so each created one trip. */
  trips: string[];
  quotes: string[];
}

/** All that the workload recorded. */
export class WorkloadJournal {
  readonly streams: StreamRecord[] = [];
  readonly users: UserRecord[] = [];
  /** Data of other users that a client received. */
  readonly leaks: string[] = [];
  /** Numbers that a server left out on a connection. The SDK resumes then, which hides the fault. */
  readonly skips: string[] = [];
  /** Counts of unexpected answers, by `<command>: <error>`. */
  readonly problems = new Map<string, number>();
  reconnects = 0;
  /** Connections that ended, or that a client's watchdog gave up as dead. */
  losses = 0;

  addStream(client: string, stream: StreamId): StreamRecord {
    const record = { log: createClientLog(client, stream), handed: [], openings: [] };
    this.streams.push(record);
    return record;
  }

  addUser(id: string, role: UserRecord['role']): UserRecord {
    const user = { id, role, trips: [], quotes: [] };
    this.users.push(user);
    return user;
  }

  noteProblem(command: string, error: unknown): void {
    const key = `${command}: ${String(error)}`.slice(0, 300);
    this.problems.set(key, (this.problems.get(key) ?? 0) + 1);
  }
}
