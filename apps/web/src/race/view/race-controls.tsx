import { FormattedMessage } from 'react-intl';
import type { Race, RaceView } from '../phone/race.js';
import { MOST_RIDES, type Rides } from '../ride/use-rides.js';

interface RaceControlsProps {
  race: Race;
  view: RaceView;
  rides: Rides;
}

/** The button of the race, and the switches that hold for all phones. */
export function RaceControls({ race, view, rides }: RaceControlsProps) {
  const hasPhone = view.phones.some(({ state }) => state === 'live' || state === 'connecting');
  return (
    <section className="controls">
      <button className="button main" type="button" disabled={rides.isBusy} onClick={rides.start}>
        <FormattedMessage id="race.start" />
      </button>
      <button
        className="button second"
        type="button"
        disabled={!hasPhone}
        onClick={() => race.cutAll()}
      >
        <FormattedMessage id="race.cut-all" />
      </button>
      <label>
        <input
          type="checkbox"
          checked={rides.repeats}
          onChange={(event) => rides.chooseRepeats(event.target.checked)}
        />
        <FormattedMessage id="race.repeat" values={{ most: MOST_RIDES }} />
      </label>
      <label>
        <input
          type="checkbox"
          checked={!view.keepsCursor}
          onChange={(event) => race.chooseCursor(!event.target.checked)}
        />
        <FormattedMessage id="race.without-cursor" />
      </label>
      <p className="figures quiet" role="status">
        <RideSentence rides={rides} />
      </p>
    </section>
  );
}

function RideSentence({ rides }: Pick<RaceControlsProps, 'rides'>) {
  const { number, isRunning, isBusy } = rides;
  if (isRunning) return <FormattedMessage id="race.ride-running" values={{ number }} />;
  if (number === 0) return <FormattedMessage id="race.ride-none" />;
  return (
    <FormattedMessage id={isBusy ? 'race.ride-next' : 'race.ride-ended'} values={{ number }} />
  );
}
