import { FormattedMessage } from 'react-intl';
import type { Driving } from '../car/use-car.js';
import type { PreferencesChoice } from '../duty/use-preferences.js';
import { useDisclosure } from './use-disclosure.js';

interface SimulatePanelProps extends Pick<PreferencesChoice, 'change'> {
  driving: Driving;
}

/** The controls of the demo: a car that the page drives, and its speed. */
export function SimulatePanel({ driving, change }: SimulatePanelProps) {
  const { isOpen, setOpen } = useDisclosure();
  const isPage = driving.by === 'page';
  return (
    <details
      className="simulate"
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>
        <strong>
          <FormattedMessage id="driver.simulate" />
        </strong>{' '}
        <span className="quiet">
          <FormattedMessage id={isPage ? 'driver.simulate-on' : 'driver.simulate-off'} />
        </span>
      </summary>
      <fieldset>
        <legend>
          <FormattedMessage id="driver.your-place" />
        </legend>
        <SimulateChoices driving={driving} change={change} />
        {isPage && (
          <p className="quiet">
            <FormattedMessage id="driver.click-to-move" />
          </p>
        )}
      </fieldset>
    </details>
  );
}

function SimulateChoices({ driving, change }: SimulatePanelProps) {
  const isPage = driving.by === 'page';
  return (
    <>
      <div className="row">
        <label>
          <input
            type="radio"
            name="driving"
            checked={isPage}
            onChange={() => change({ driving: { ...driving, by: 'page' } })}
          />
          <FormattedMessage id="driver.drive-for-me" />
        </label>
        <label>
          <input
            type="checkbox"
            name="fast"
            checked={driving.isFast}
            disabled={!isPage}
            onChange={({ target }) => change({ driving: { ...driving, isFast: target.checked } })}
          />
          <FormattedMessage id="driver.fast" />
        </label>
      </div>
      <label>
        <input
          type="radio"
          name="driving"
          checked={!isPage}
          onChange={() => change({ driving: { ...driving, by: 'device' } })}
        />
        <FormattedMessage id="driver.use-device" />
      </label>
    </>
  );
}
