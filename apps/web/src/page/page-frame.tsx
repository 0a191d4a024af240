import type { ReactNode } from 'react';
import { FormattedMessage } from 'react-intl';
import { ProblemNote } from '../problem/problem-note.js';
import { useCommand } from '../problem/use-command.js';
import { useSignedIn } from '../session/signed-in.js';
import { PageBar } from './page-bar.js';

interface PageFrameProps {
  map: ReactNode;
  /** The panel beside the map, or below it on a phone. */
  children: ReactNode;
}

/** The layout of every page: a bar, a map and a panel. */
export function PageFrame({ map, children }: PageFrameProps) {
  const { user, signOut } = useSignedIn();
  const { isBusy, problem, run } = useCommand();
  return (
    <div className="page">
      <PageBar who={user.name}>
        <button
          className="button plain"
          type="button"
          disabled={isBusy}
          onClick={() => run(() => signOut())}
        >
          <FormattedMessage id="page.sign-out" />
        </button>
      </PageBar>
      <main className="panel">
        <ProblemNote problem={problem} />
        {children}
      </main>
      {map}
    </div>
  );
}
