import { FormattedMessage } from 'react-intl';
import { LanguageMenu } from '../language/language-menu.js';
import { Audiences } from './audiences.js';
import { MiniCity } from './mini-city.js';
import { Pictures } from './pictures.js';

/** The start page: the running city, a way into each page, and where each audience begins. */
export function LandingPage() {
  return (
    <div className="landing">
      <header className="bar">
        <div className="names">
          <span className="brand" translate="no">
            {PRODUCT}
          </span>
        </div>
        <LanguageMenu />
      </header>
      <main>
        <div className="hero">
          <div className="pitch">
            <h1>
              <FormattedMessage id="landing.heading" />
            </h1>
            <p className="lead">
              <FormattedMessage id="landing.lead" />
            </p>
            <p>
              <a className="button main" href="/side-by-side">
                <FormattedMessage id="landing.side-by-side" />
              </a>
            </p>
            <p className="quiet">
              <FormattedMessage id="landing.side-by-side-note" />
            </p>
          </div>
          <MiniCity />
        </div>
        <Doors />
        <Pictures />
        <Audiences />
      </main>
    </div>
  );
}

const DOORS = ['rider', 'driver', 'city'] as const;

/** The three pages. */
function Doors() {
  return (
    <ul className="doors">
      {DOORS.map((page) => (
        <li key={page}>
          <a href={`/${page}`}>
            <FormattedMessage id={`landing.${page}`} />
          </a>
          <p className="quiet">
            <FormattedMessage id={`landing.${page}-note`} />
          </p>
        </li>
      ))}
    </ul>
  );
}

const PRODUCT = 'Tripstream';
