import type { DriverEnding } from '#client';
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
  return (
    <div className="ending" role="status" data-about={ending?.about}>
      {ending && (
        <>
          <p>{endingSentence(ending)}</p>
          <button className="button plain" type="button" onClick={onDismiss}>
            OK
          </button>
        </>
      )}
    </div>
  );
}
