import type { ReactNode } from 'react';
import { useSignedIn } from '../session/signed-in.js';

interface PageFrameProps {
  map: ReactNode;
  /** The panel beside the map, or below it on a phone. */
  children: ReactNode;
}

/** What every page has around it: a bar, a map, a panel. */
export function PageFrame({ map, children }: PageFrameProps) {
  const { user, signOut } = useSignedIn();
  return (
    <div className="page">
      <header className="bar">
        <a className="brand" href="/">
          Tripstream
        </a>
        <span className="who">{user.name}</span>
        <button className="button plain" type="button" onClick={() => signOut()}>
          Sign out
        </button>
      </header>
      <main className="panel">{children}</main>
      {map}
    </div>
  );
}
