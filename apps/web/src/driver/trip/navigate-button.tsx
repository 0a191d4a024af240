import { FormattedMessage } from 'react-intl';
import { KeyedButton } from '../keys/keyed-button.js';
import type { Cockpit } from '../route/use-cockpit.js';

/** The main button of a car that is under way: the map follows it, or shows the whole way. */
export function NavigateButton({ cockpit: { isFollowing, follow } }: { cockpit: Cockpit }) {
  return (
    <KeyedButton
      command="next-step"
      className="button main wide step"
      onClick={() => follow(!isFollowing)}
    >
      <FormattedMessage id={isFollowing ? 'driver.whole-way' : 'driver.navigate'} />
    </KeyedButton>
  );
}
