import { hasEnded } from '#client';
import { useEffect, useRef, useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { useCommand } from '../problem/use-command.js';
import { useSignedIn, type SignedIn } from './signed-in.js';

interface SignOutButtonProps {
  onProblem: (problem: unknown) => void;
}

/** Signs the user out. Who has a ride is asked first, and can come back to it. */
export function SignOutButton({ onProblem }: SignOutButtonProps) {
  const signedIn = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  const [isAsking, setAsking] = useState(false);
  useEffect(() => {
    onProblem(problem);
  }, [problem, onProblem]);
  const start = () =>
    run(async () => {
      if (await mayHaveRide(signedIn)) setAsking(true);
      else await signedIn.signOut();
    });
  return (
    <>
      <button className="button plain" type="button" disabled={isBusy} onClick={start}>
        <FormattedMessage id="page.sign-out" />
      </button>
      {isAsking && <SignOutDialog onDone={() => setAsking(false)} />}
    </>
  );
}

function SignOutDialog({ onDone }: { onDone: () => void }) {
  const { user, pause } = useSignedIn();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="sign-out-title" onClose={onDone}>
      <h2 id="sign-out-title">
        <FormattedMessage id="session.leave-heading" />
      </h2>
      <p>
        <FormattedMessage
          id={user.role === 'driver' ? 'session.leave-text-driver' : 'session.leave-text'}
          values={{ name: <bdi>{user.name}</bdi> }}
        />
      </p>
      <div className="buttons">
        <button className="button second" type="button" onClick={onDone}>
          <FormattedMessage id="session.stay" />
        </button>
        <button className="button danger" type="button" onClick={pause}>
          <FormattedMessage id="session.leave" />
        </button>
      </div>
    </dialog>
  );
}

/**
 * Where the server can't be asked, there may be a ride. A session that is given up then could not
 * be had again: a driver would leave a rider behind.
 */
async function mayHaveRide({ api, user }: SignedIn): Promise<boolean> {
  if (user.role === 'ops') return false;
  try {
    const { trips } = await api.trips({ limit: 1 });
    return trips.some((trip) => !hasEnded(trip));
  } catch {
    return true;
  }
}
