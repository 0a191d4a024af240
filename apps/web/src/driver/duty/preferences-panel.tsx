import { FormattedMessage, useIntl } from 'react-intl';
import { KEYS } from '../keys/driver-keys.js';
import { SimulatePanel } from '../simulate/simulate-panel.js';
import type { PreferencesChoice } from './use-preferences.js';

interface PreferencesPanelProps {
  preferences: PreferencesChoice;
}

/** The sound and the keys, and the controls of the demo. */
export function PreferencesPanel({ preferences }: PreferencesPanelProps) {
  const intl = useIntl();
  const { value, change } = preferences;
  const { driving, hasSound, hasKeys } = value;
  return (
    <section className="preferences" aria-label={intl.formatMessage({ id: 'driver.settings' })}>
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
      <legend>
        <FormattedMessage id="driver.sound-and-keys" />
      </legend>
      <label>
        <input
          type="checkbox"
          name="sound"
          checked={hasSound}
          onChange={(event) => change({ hasSound: event.target.checked })}
        />
        <FormattedMessage id="driver.sound" />
      </label>
      <label>
        <input
          type="checkbox"
          name="keys"
          checked={hasKeys}
          onChange={(event) => change({ hasKeys: event.target.checked })}
        />
        <span>
          <FormattedMessage id="driver.keys" />{' '}
          {Object.values(KEYS).map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}
        </span>
      </label>
    </fieldset>
  );
}
