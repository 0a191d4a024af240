import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { formatDistance } from '../../format/distance.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { ModalDialog } from '../dialog/modal-dialog.js';
import type { Goal } from '../route/guidance-card.js';
import { ReasonSelect, type Reasons } from './reason-select.js';
import { tooFarMeters } from './too-far.js';
import type { Step } from './use-step.js';

/** The last reason asks for words of the driver. */
const OTHER = 'Another reason';
const REASONS: Reasons = {
  'The pin is in the wrong place': 'driver.override-pin',
  'The street is closed': 'driver.override-closed',
  'The rider asked me to stop here': 'driver.override-asked',
  'My location is wrong': 'driver.override-gps',
  [OTHER]: 'driver.another-reason',
};
/** The bound of the server for a reason. */
const MOST_LETTERS = 200;

interface OverrideDialogProps {
  goal: Goal;
  /** How far the car is from the goal. */
  meters: number;
  step: Step;
  onClose: () => void;
}

/** Takes a step far from its place. The reason is recorded with the ride. */
export function OverrideDialog({ goal, meters, step, onClose }: OverrideDialogProps) {
  const [choice, setChoice] = useState(Object.keys(REASONS)[0] ?? OTHER);
  const [words, setWords] = useState('');
  const reason = choice === OTHER ? words.trim() : choice;
  const intl = useIntl();
  const distance = formatDistance(meters, intl);
  const { problem } = step;
  return (
    <ModalDialog
      heading={<FormattedMessage id={`driver.far-${goal}`} values={{ distance }} />}
      onClose={onClose}
    >
      <form
        className="override"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason !== '') step.take({ reason });
        }}
      >
        <p>
          <FormattedMessage
            id={goal === 'pickup' ? 'driver.override-note' : 'driver.override-note-dropoff'}
          />
        </p>
        <ReasonFields choice={choice} onChoice={setChoice} words={words} onWords={setWords} />
        <div className="buttons">
          <button className="button second" type="button" onClick={onClose}>
            <FormattedMessage id="driver.not-yet" />
          </button>
          <button className="button danger" type="submit" disabled={step.isBusy}>
            <FormattedMessage
              id={goal === 'pickup' ? 'driver.override-arrive' : 'driver.override-complete'}
            />
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
  return (
    <>
      <ReasonSelect
        labelId="driver.override-why"
        reasons={REASONS}
        chosen={choice}
        onChoose={onChoice}
      />
      {choice === OTHER && (
        <label className="field">
          <span>
            <FormattedMessage id="driver.override-words" />
          </span>
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
