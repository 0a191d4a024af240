import type { Role, Session } from '#contracts';

const keyOf = (role: Role): string => `tripstream.session.${role}`;

/**
 * Stores one session a role in this browser, so that a new or reopened tab has it too. Where the
 * browser refuses storage, as a private window may, a session lasts as long as the page.
 */
export class SessionStore {
  constructor(private readonly storage: () => Storage = () => localStorage) {}

  /** @returns undefined when there is no session, or it has expired */
  load(role: Role, now: number): Session | undefined {
    const session = parse(this.attempt((storage) => storage.getItem(keyOf(role))) ?? 'null');
    return session && Date.parse(session.expiresAt) > now ? session : undefined;
  }

  save(session: Session): void {
    const text = JSON.stringify(session);
    this.attempt((storage) => storage.setItem(keyOf(session.user.role), text));
  }

  forget(role: Role): void {
    this.attempt((storage) => storage.removeItem(keyOf(role)));
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
