import type { ReactNode } from 'react';

/** The line at the top: the way home, who looks, and what else a page puts there. */
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
