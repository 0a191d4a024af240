import { useCallback } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { PageBar } from '../page/page-bar.js';
import type { PhoneStream } from './phone/phone.js';
import { useRace } from './phone/use-race.js';
import { useRides } from './ride/use-rides.js';
import { PhoneCard } from './view/phone-card.js';
import { RaceControls } from './view/race-controls.js';
import { RaceNotes } from './view/race-notes.js';
import { RideProblem } from './view/ride-problem.js';

/** Five phones of one rider, which read the same stream in five ways. */
export function RacePage() {
  const intl = useIntl();
  const { race, view } = useRace();
  const onStream = useCallback((stream: PhoneStream) => race.start(stream), [race]);
  const rides = useRides(onStream);
  return (
    <div className="race">
      <PageBar who={null} />
      <main>
        <header>
          <h1>
            <FormattedMessage id="race.heading" />
          </h1>
          <p>
            <FormattedMessage id="race.lead" />
          </p>
        </header>
        <RaceControls race={race} view={view} rides={rides} />
        <RideProblem problem={rides.problem} />
        <div
          className="scroller"
          role="region"
          aria-label={intl.formatMessage({ id: 'race.phones' })}
          tabIndex={0}
        >
          <ul className="phones">
            {view.phones.map((phone) => (
              <li key={phone.way}>
                <PhoneCard phone={phone} race={race} protocol={view.protocol} />
              </li>
            ))}
          </ul>
        </div>
        <RaceNotes view={view} />
      </main>
    </div>
  );
}
