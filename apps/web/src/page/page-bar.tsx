import type { ReactNode } from 'react';

/** The bar at the top: the link to the start page, the user's name, and the page's own buttons. */
export function PageBar({ who, children }: { who: string; children?: ReactNode }) {
  return (
    <header className="bar">
      <a className="brand" href="/">
        Tripstream
      </a>
      <span className="who">{who}</span>
      {children}
    </header>
  );
}
