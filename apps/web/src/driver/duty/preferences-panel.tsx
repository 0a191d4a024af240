import type { Driving } from '../car/use-car.js';
import type { PreferencesChoice } from './use-preferences.js';

interface PreferencesPanelProps {
  preferences: PreferencesChoice;
  /** Why the device gives no position, as a sentence. */
  locationProblem: string | undefined;
}

/** The source of the car's position, the sound and the keys. */
export function PreferencesPanel({ preferences, locationProblem }: PreferencesPanelProps) {
  const { value, change } = preferences;
  const { driving, hasSound, hasKeys } = value;
  return (
    <section className="preferences" aria-label="Settings">
      <PositionChoice driving={driving} locationProblem={locationProblem} change={change} />
      <Switches hasSound={hasSound} hasKeys={hasKeys} change={change} />
    </section>
  );
}

interface PositionChoiceProps extends Pick<PreferencesChoice, 'change'> {
  driving: Driving;
  locationProblem: string | undefined;
}

function PositionChoice({ driving, locationProblem, change }: PositionChoiceProps) {
  const isPage = driving.by === 'page';
  return (
    <fieldset>
      <legend>Your place</legend>
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
            onChange={(event) => change({ driving: { ...driving, isFast: event.target.checked } })}
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
      <p className="quiet" role="status">
        {locationProblem ?? (isPage ? 'Between rides, click the map to move.' : '')}
      </p>
    </fieldset>
  );
}

interface SwitchesProps extends Pick<PreferencesChoice, 'change'> {
  hasSound: boolean;
  hasKeys: boolean;
}

function Switches({ hasSound, hasKeys, change }: SwitchesProps) {
  return (
    <fieldset>
      <legend>Sound and keys</legend>
      <label>
        <input
          type="checkbox"
          name="sound"
          checked={hasSound}
          onChange={(event) => change({ hasSound: event.target.checked })}
        />
        Sound on an offer
      </label>
      <label>
        <input
          type="checkbox"
          name="keys"
          checked={hasKeys}
          onChange={(event) => change({ hasKeys: event.target.checked })}
        />
        <span>
          Keys <kbd>A</kbd> <kbd>D</kbd> <kbd>Enter</kbd>
        </span>
      </label>
    </fieldset>
  );
}
