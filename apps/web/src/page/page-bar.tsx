import type { ReactNode } from 'react';
import { LanguageMenu } from '../language/language-menu.js';

interface PageBarProps {
  /** The user's name, or what the page is about. */
  who: ReactNode;
  children?: ReactNode;
}

/** The bar at the top: the link to the start page, the user's name, the language, the page's own buttons. */
export function PageBar({ who, children }: PageBarProps) {
  return (
    <header className="bar">
      <div className="names">
        <a className="brand" href="/" translate="no">
          {PRODUCT}
        </a>
        <span className="who">
          <bdi>{who}</bdi>
        </span>
      </div>
      <LanguageMenu />
      {children}
    </header>
  );
}

const PRODUCT = 'Tripstream';
