import { SimulatePanel } from '../simulate/simulate-panel.js';
import type { PreferencesChoice } from './use-preferences.js';

interface PreferencesPanelProps {
  preferences: PreferencesChoice;
}

/** The sound and the keys, and the controls of the demo. */
export function PreferencesPanel({ preferences }: PreferencesPanelProps) {
  const { value, change } = preferences;
  const { driving, hasSound, hasKeys } = value;
  return (
    <section className="preferences" aria-label="Settings">
      <Switches hasSound={hasSound} hasKeys={hasKeys} change={change} />
      <SimulatePanel driving={driving} change={change} />
    </section>
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
