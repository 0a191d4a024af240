import { useId, useState } from 'react';
import { formatDistance } from '../../format/distance.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { ModalDialog } from '../dialog/modal-dialog.js';
import { tooFarMeters } from './too-far.js';
import type { Step } from './use-step.js';

/** What a driver answers most often. The last one asks for words. */
const REASONS = [
  'The pin is in the wrong place',
  'The street is closed',
  'The rider asked me to stop here',
  'My location is wrong',
];
const OTHER = 'Another reason';
/** The bound of the server for a reason. */
const MOST_LETTERS = 200;

interface OverrideDialogProps {
  goalName: string;
  /** How far the car is from the goal; undefined where nobody knows. */
  meters: number | undefined;
  step: Step;
  onClose: () => void;
}

/** Takes a step far from its place. The reason is recorded with the ride. */
export function OverrideDialog({ goalName, meters, step, onClose }: OverrideDialogProps) {
  const [choice, setChoice] = useState(REASONS[0] ?? OTHER);
  const [words, setWords] = useState('');
  const reason = choice === OTHER ? words.trim() : choice;
  const distance = meters === undefined ? 'far' : formatDistance(meters);
  const { problem } = step;
  return (
    <ModalDialog heading={`You are ${distance} from the ${goalName}`} onClose={onClose}>
      <form
        className="override"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason !== '') step.take({ reason });
        }}
      >
        <p>The rider may be waiting elsewhere. Your reason is recorded with the ride.</p>
        <ReasonFields choice={choice} onChoice={setChoice} words={words} onWords={setWords} />
        <div className="buttons">
          <button className="button second" type="button" onClick={onClose}>
            Not yet
          </button>
          <button className="button danger" type="submit" disabled={step.isBusy}>
            {goalName === 'pickup' ? 'I’m there anyway' : 'Complete anyway'}
          </button>
        </div>
        {tooFarMeters(problem) === undefined && <ProblemNote problem={problem} />}
      </form>
    </ModalDialog>
  );
}

interface ReasonFieldsProps {
  choice: string;
  onChoice: (choice: string) => void;
  words: string;
  onWords: (words: string) => void;
}

function ReasonFields({ choice, onChoice, words, onWords }: ReasonFieldsProps) {
  const id = useId();
  return (
    <>
      <div className="field">
        <label htmlFor={id}>Why here?</label>
        <select id={id} value={choice} autoFocus onChange={({ target }) => onChoice(target.value)}>
          {[...REASONS, OTHER].map((text) => (
            <option key={text}>{text}</option>
          ))}
        </select>
      </div>
      {choice === OTHER && (
        <label className="field">
          <span>Your reason</span>
          <input
            required
            maxLength={MOST_LETTERS}
            value={words}
            onChange={({ target }) => onWords(target.value)}
          />
        </label>
      )}
    </>
  );
}
