import { FormattedMessage, useIntl } from 'react-intl';
import { useLanguage } from '../language/language-context.js';
import { PageBar } from '../page/page-bar.js';

const FRAMES = [
  { side: 'rider', address: '/rider?as=Ada' },
  { side: 'driver', address: '/driver?as=Dana&duty&simulate' },
] as const;

/** A rider and a driver in two frames, signed in, the driver on duty. */
export function SideBySidePage() {
  const intl = useIntl();
  const { language } = useLanguage();
  return (
    <div className="side-by-side">
      <PageBar who={null} />
      <main>
        <header>
          <h1>
            <FormattedMessage id="landing.side-heading" />
          </h1>
          <p className="quiet">
            <FormattedMessage id="landing.side-steps" />
          </p>
        </header>
        <div className="sides">
          {FRAMES.map(({ side, address }) => (
            // The pages in the frames read the language at their start.
            <iframe
              key={`${side} ${language}`}
              src={address}
              title={intl.formatMessage({ id: `landing.side-${side}` })}
              allow="geolocation; screen-wake-lock"
            />
          ))}
        </div>
      </main>
    </div>
  );
}
