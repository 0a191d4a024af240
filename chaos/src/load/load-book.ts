import type { StreamId } from '#contracts';
import { createClientLog, type ClientLog } from '#simulation';

/** What one client of one stream lived through, for the checkers. */
export interface StreamRecord {
  log: ClientLog;
  /** Numbers the SDK handed over, in that order; and snapshots, which begin anew. */
  handed: { seq: number; isSnapshot: boolean }[];
  /** What the client asked for and how the server judged it, for each connection. */
  openings: { presented: string | undefined; mode: string; from: string; reason?: string }[];
  /** Reached the end of a trip's stream, or was left before the audit: later events are nobody's. */
  left: boolean;
}

/** What a person had done for them, by the answers they got. */
export interface PersonRecord {
  id: string;
  role: 'rider' | 'driver';
  /** Ids that commands with a key answered with: each command made one thing. */
  trips: string[];
  quotes: string[];
}

/** Everything the load wrote down. */
export class LoadBook {
  readonly streams: StreamRecord[] = [];
  readonly people: PersonRecord[] = [];
  /** What somebody got to see that wasn't theirs. */
  readonly leaks: string[] = [];
  /** Answers that nobody expected, by "what: code". */
  readonly problems = new Map<string, number>();
  events = 0;
  reconnects = 0;
  /** Connections that clients gave up as dead, or were told had ended. */
  losses = 0;

  openStream(client: string, stream: StreamId): StreamRecord {
    const record = { log: createClientLog(client, stream), handed: [], openings: [], left: false };
    this.streams.push(record);
    return record;
  }

  addPerson(id: string, role: PersonRecord['role']): PersonRecord {
    const person = { id, role, trips: [], quotes: [] };
    this.people.push(person);
    return person;
  }

  problem(what: string, error: unknown): void {
    const key = `${what}: ${String(error)}`.slice(0, 300);
    this.problems.set(key, (this.problems.get(key) ?? 0) + 1);
  }
}
