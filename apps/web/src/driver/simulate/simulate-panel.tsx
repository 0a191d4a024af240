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
        <strong>Simulate</strong>{' '}
        <span className="quiet">{isPage ? 'The page drives for you' : 'Off'}</span>
      </summary>
      <fieldset>
        <legend>Your place</legend>
        <SimulateChoices driving={driving} change={change} />
        {isPage && <p className="quiet">Between rides, click the map to move.</p>}
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
          Drive for me
        </label>
        <label>
          <input
            type="checkbox"
            name="fast"
            checked={driving.isFast}
            disabled={!isPage}
            onChange={({ target }) => change({ driving: { ...driving, isFast: target.checked } })}
          />
          8 times as fast
        </label>
      </div>
      <label>
        <input
          type="radio"
          name="driving"
          checked={!isPage}
          onChange={() => change({ driving: { ...driving, by: 'device' } })}
        />
        Use this device’s location
      </label>
    </>
  );
}
