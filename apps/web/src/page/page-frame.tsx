import { useState, type ReactNode } from 'react';
import { ProblemNote } from '../problem/problem-note.js';
import { SignOutButton } from '../session/sign-out-button.js';
import { useSignedIn } from '../session/signed-in.js';
import { PageBar } from './page-bar.js';

interface PageFrameProps {
  map: ReactNode;
  /** The panel beside the map, or below it on a phone. */
  children: ReactNode;
}

/** The layout of every page: a bar, a map and a panel. */
export function PageFrame({ map, children }: PageFrameProps) {
  const { user } = useSignedIn();
  const [problem, setProblem] = useState<unknown>();
  return (
    <div className="page">
      <PageBar who={user.name}>
        <SignOutButton onProblem={setProblem} />
      </PageBar>
      <main className="panel">
        <ProblemNote problem={problem} />
        {children}
      </main>
      {map}
    </div>
  );
}
