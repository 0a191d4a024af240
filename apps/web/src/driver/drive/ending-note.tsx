import type { DriverEnding } from '#client';
import { FormattedMessage, useIntl } from 'react-intl';
import { Sentence } from '../../language/sentence.js';
import { endingSentence } from './drive-sentence.js';

interface EndingNoteProps {
  ending: DriverEnding | null;
  onDismiss: () => void;
}

/**
 * What has just ended, and why. The element exists before it has content, because screen readers
 * announce only changes of a live region that they know.
 */
export function EndingNote({ ending, onDismiss }: EndingNoteProps) {
  const intl = useIntl();
  return (
    <div className="ending" role="status" data-about={ending?.about}>
      {ending && (
        <>
          <p>
            <Sentence>{endingSentence(ending, intl)}</Sentence>
          </p>
          <button className="button plain" type="button" onClick={onDismiss}>
            <FormattedMessage id="driver.dismiss" />
          </button>
        </>
      )}
    </div>
  );
}
