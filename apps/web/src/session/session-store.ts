import type { Role, Session } from '#contracts';

const keyOf = (role: Role): string => `tripstream.session.${role}`;
const pausedKeyOf = (role: Role): string => `tripstream.paused.${role}`;

/**
 * Stores one session a role in this browser, so that a new or reopened tab has it too. Where the
 * browser refuses storage, as a private window may, a session lasts as long as the page.
 */
export class SessionStore {
  constructor(private readonly storage: () => Storage = () => localStorage) {}

  /** @returns undefined when there is no session, or it has expired */
  load(role: Role, now: number): Session | undefined {
    return this.read(keyOf(role), now);
  }

  /** The session of a user who has left during a ride and may come back to it. */
  loadPaused(role: Role, now: number): Session | undefined {
    return this.read(pausedKeyOf(role), now);
  }

  /** A paused session of the role stays only if it is another user's. */
  save(session: Session): void {
    const { role, id } = session.user;
    this.write(keyOf(role), session);
    if (parse(this.readText(pausedKeyOf(role)))?.user.id === id) this.remove(pausedKeyOf(role));
  }

  /** Takes the session out of use and keeps it for the return of its user. */
  pause(session: Session): void {
    this.write(pausedKeyOf(session.user.role), session);
    this.remove(keyOf(session.user.role));
  }

  forget(role: Role): void {
    this.remove(keyOf(role));
  }

  private read(key: string, now: number): Session | undefined {
    const session = parse(this.readText(key));
    return session && Date.parse(session.expiresAt) > now ? session : undefined;
  }

  private readText(key: string): string {
    return this.attempt((storage) => storage.getItem(key)) ?? 'null';
  }

  private write(key: string, session: Session): void {
    this.attempt((storage) => storage.setItem(key, JSON.stringify(session)));
  }

  private remove(key: string): void {
    this.attempt((storage) => storage.removeItem(key));
  }

  private attempt<T>(use: (storage: Storage) => T): T | undefined {
    try {
      return use(this.storage());
    } catch {
      return undefined;
    }
  }
}

function parse(text: string): Session | undefined {
  try {
    const value = JSON.parse(text) as Partial<Session> | null;
    return value?.token && value.user && value.expiresAt ? (value as Session) : undefined;
  } catch {
    return undefined;
  }
}
