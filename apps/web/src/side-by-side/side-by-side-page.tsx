import { FormattedMessage, useIntl } from 'react-intl';
import { useLanguage } from '../language/language-context.js';
import { PageBar } from '../page/page-bar.js';
import { useRiderAddress } from './use-rider-address.js';

const DRIVER = '/driver?as=Dana&duty&simulate=fast';

/** A rider and a driver in two frames, signed in: a ride is planned, and the driver is on duty. */
export function SideBySidePage() {
  const intl = useIntl();
  const frames = [
    { side: 'rider', address: useRiderAddress() },
    { side: 'driver', address: DRIVER },
  ] as const;
  const buttons = {
    request: intl.formatMessage({ id: 'rider.request' }),
    accept: intl.formatMessage({ id: 'driver.accept' }),
  };
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
            <FormattedMessage id="landing.side-steps" values={buttons} />
          </p>
        </header>
        <div className="sides">
          {frames.map(({ side, address }) => (
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
