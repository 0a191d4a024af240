import type { Ending } from '../drive/drive-state.js';
import { endingSentence } from '../drive/drive-sentence.js';

interface EndingNoteProps {
  ending: Ending | null;
  onDismiss: () => void;
}

/** What is just over, and why; also for ears, so its place is there before it has something to say. */
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
