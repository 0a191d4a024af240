import { ApiProblem, TripstreamApi } from '#client';
import type { Role, Session } from '#contracts';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { FormattedMessage } from 'react-intl';
import type { MessageId } from '../language/message-id.js';
import { knownRides } from '../offline/known-ride.js';
import { arrangeSession, currentArrangement, resumeDuty, type Arrangement } from './arrangement.js';
import { SessionForm } from './session-form.js';
import { SessionStore } from './session-store.js';
import { SignedInContext, type SignedIn } from './signed-in.js';

const store = new SessionStore();
const api = new TripstreamApi({ baseUrl: location.origin });

export const EXPIRED: MessageId = 'session.expired';

interface SessionGateProps {
  role: Role;
  /** What the user is about to do, as the heading of the form. */
  heading: MessageId;
  children: ReactNode;
}

/** Shows the page to a user with a session of this role, and a form to all others. */
export function SessionGate({ role, heading, children }: SessionGateProps) {
  const { session, enter, leave, pause, reason } = useStoredSession(role);
  const [arrangement, setArrangement] = useState(currentArrangement);
  useResumedDuty(arrangement, session);
  if (session) {
    return (
      <Inside key={session.user.id} session={session} leave={leave} pause={pause}>
        {children}
      </Inside>
    );
  }
  if (arrangement) {
    const user = { role, ...arrangement };
    return <Arranged user={user} onSession={enter} onRefused={() => setArrangement(undefined)} />;
  }
  const paused = store.loadPaused(role, Date.now());
  return (
    <SessionForm
      role={role}
      heading={heading}
      reason={reason}
      paused={paused}
      api={api}
      onSession={enter}
    />
  );
}

function useStoredSession(role: Role) {
  const [session, setSession] = useState(() => store.load(role, Date.now()));
  const [reason, setReason] = useState<MessageId>();
  const leave = useCallback(
    (why?: MessageId) => {
      store.forget(role);
      if (role === 'rider') knownRides.clear();
      setReason(why);
      setSession(undefined);
    },
    [role],
  );
  const pause = useCallback(
    (current: Session) => {
      store.pause(current);
      if (role === 'rider') knownRides.clear();
      setSession(undefined);
    },
    [role],
  );
  const enter = useCallback((opened: Session) => {
    store.save(opened);
    setSession(opened);
  }, []);
  return { session, reason, leave, pause, enter };
}

/** A driver who is signed in already goes on duty too, once a page. */
function useResumedDuty(arrangement: Arrangement | undefined, session: Session | undefined): void {
  const [known] = useState(session);
  const hasBegun = useRef(false);
  useEffect(() => {
    if (hasBegun.current || !known || !arrangement?.isOnDuty) return;
    hasBegun.current = true;
    if (known.user.role === 'driver') void resumeDuty(api.withToken(known.token));
  });
}

interface ArrangedProps {
  user: Arrangement & { role: Role };
  onSession: (session: Session) => void;
  onRefused: () => void;
}

/** Creates the user whom the address names. Where the server refuses that, the form appears. */
function Arranged({ user, onSession, onRefused }: ArrangedProps) {
  const hasBegun = useRef(false);
  useEffect(() => {
    if (hasBegun.current) return;
    hasBegun.current = true;
    arrangeSession(api, user).then(onSession, onRefused);
  });
  return (
    <main className="gate">
      <p role="status">
        <FormattedMessage id="session.busy" />
      </p>
    </main>
  );
}

interface InsideProps {
  session: Session;
  leave: (reason?: MessageId) => void;
  pause: (session: Session) => void;
  children: ReactNode;
}

function Inside({ session, leave, pause, children }: InsideProps) {
  const signedIn = useMemo((): SignedIn => {
    const { user, token } = session;
    const userApi = api.withToken(token);
    return {
      user,
      token,
      api: userApi,
      signOut: async (reason) => {
        // Only a driver's log-out can be refused, so the others don't wait for the answer.
        const ended = reason === undefined ? endToken(userApi) : undefined;
        if (user.role === 'driver') await ended;
        leave(reason);
      },
      pause: () => pause(session),
      guarded: (work) => guard(work, leave),
    };
  }, [session, leave, pause]);
  return <SignedInContext value={signedIn}>{children}</SignedInContext>;
}

/** If the request fails for another reason than a trip, the token expires by itself. */
async function endToken(userApi: TripstreamApi): Promise<void> {
  try {
    await userApi.logOut();
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'DRIVER_ON_TRIP') throw error;
  }
}

async function guard<T>(work: () => Promise<T>, leave: (reason: MessageId) => void): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) leave(EXPIRED);
    throw error;
  }
}
