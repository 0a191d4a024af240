import type { ReactNode } from 'react';
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
  return (
    <div className="page">
      <PageBar who={user.name}>
        <button className="button plain" type="button" onClick={() => signOut()}>
          Sign out
        </button>
      </PageBar>
      <main className="panel">{children}</main>
      {map}
    </div>
  );
}
