import { ApiProblem } from '#client';
import type { Money, Receipt, Trip } from '#contracts';
import { useId, useState } from 'react';
import { useIntl } from 'react-intl';
import { formatMoney } from '../format/money.js';
import type { Intl } from '../language/intl.js';
import { isolate } from '../language/isolate.js';
import { Sentence } from '../language/sentence.js';
import { ProblemNote } from '../problem/problem-note.js';
import { useCommand } from '../problem/use-command.js';
import { useSignedIn } from '../session/signed-in.js';
import { mostTip, readTip, tipChoices } from './tip-amounts.js';
import './tip.css';

interface TipFormProps {
  trip: Trip;
  /** Called with the receipt that has the tip. */
  onGiven: (receipt: Receipt) => void;
}

/** What the rider has chosen: one of the offered amounts, or the amount that they type. */
type Choice = number | 'other' | null;

/** The rider gives the driver of a completed ride a tip: a share of the fare, or another amount. */
export function TipForm({ trip, onGiven }: TipFormProps) {
  const intl = useIntl();
  const { isBusy, problem, run, give } = useTip(trip, onGiven);
  const [choice, setChoice] = useState<Choice>(null);
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string>();
  const chosen =
    choice === 'other' ? readTip(text, { fare: trip.fare, locale: intl.locale }) : null;
  const tip = typeof choice === 'number' ? tipChoices(trip.fare)[choice]?.tip : toMoney(chosen);
  const choose = (next: Choice) => {
    setChoice(next);
    setFault(undefined);
  };
  const send = () => {
    if (tip) run(() => give(tip));
    else setFault(faultSentence(chosen, trip, intl));
  };
  return (
    <form
      className="tip unprinted"
      aria-label={intl.formatMessage({ id: 'tip.tip' })}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <TipChoices trip={trip} choice={choice} onChoose={choose} />
      {choice === 'other' && (
        <AmountField
          currency={trip.fare.currency}
          text={text}
          fault={fault}
          onText={(typed) => {
            setText(typed);
            setFault(undefined);
          }}
        />
      )}
      <button className="button second wide" type="submit" disabled={choice === null || isBusy}>
        {tip
          ? intl.formatMessage({ id: 'tip.give-amount' }, { tip: formatMoney(tip, intl) })
          : intl.formatMessage({ id: 'tip.give' })}
      </button>
      <ProblemNote problem={problem} />
    </form>
  );
}

function faultSentence(chosen: ReturnType<typeof readTip> | null, trip: Trip, intl: Intl): string {
  const most = formatMoney(mostTip(trip.fare), intl);
  const id = chosen === 'too-high' ? 'tip.too-high' : 'tip.not-an-amount';
  return intl.formatMessage({ id }, { most });
}

interface TipChoicesProps {
  trip: Trip;
  choice: Choice;
  onChoose: (choice: Choice) => void;
}

function TipChoices({ trip, choice, onChoose }: TipChoicesProps) {
  const intl = useIntl();
  return (
    <fieldset className="tip-choices">
      <legend>
        <Sentence>{intl.formatMessage({ id: 'tip.how' }, { name: nameOf(trip) })}</Sentence>
      </legend>
      {tipChoices(trip.fare).map(({ share, tip }, index) => (
        <TipOption key={share} isChosen={choice === index} onChoose={() => onChoose(index)}>
          <strong>{intl.formatNumber(share, { style: 'percent' })}</strong>
          <span className="quiet figures">{formatMoney(tip, intl)}</span>
        </TipOption>
      ))}
      <TipOption isChosen={choice === 'other'} onChoose={() => onChoose('other')}>
        <strong>{intl.formatMessage({ id: 'tip.other' })}</strong>
      </TipOption>
    </fieldset>
  );
}

/** Gives the tip. A tip that another tab has given meanwhile is shown like one of this tab. */
function useTip(trip: Trip, onGiven: (receipt: Receipt) => void) {
  const { api, guarded } = useSignedIn();
  const command = useCommand();
  const give = async ({ amount }: Money): Promise<void> => {
    try {
      onGiven(await guarded(() => api.tipTrip(trip.id, amount)));
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'TIP_ALREADY_GIVEN') throw error;
      onGiven(await guarded(() => api.receipt(trip.id)));
    }
  };
  return { ...command, give };
}

interface TipOptionProps {
  isChosen: boolean;
  onChoose: () => void;
  children: React.ReactNode;
}

/** A radio button under a tile, which works with arrow keys and screen readers. */
function TipOption({ isChosen, onChoose, children }: TipOptionProps) {
  return (
    <label data-chosen={isChosen}>
      <input type="radio" name="tip" checked={isChosen} onChange={onChoose} />
      {children}
    </label>
  );
}

interface AmountFieldProps {
  currency: string;
  text: string;
  fault: string | undefined;
  onText: (text: string) => void;
}

function AmountField({ currency, text, fault, onText }: AmountFieldProps) {
  const intl = useIntl();
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{intl.formatMessage({ id: 'tip.amount' }, { currency })}</label>
      <input
        id={id}
        inputMode="decimal"
        autoComplete="off"
        autoFocus
        maxLength={16}
        dir="ltr"
        value={text}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : `${id}-fault`}
        onChange={({ target }) => onText(target.value)}
      />
      {fault !== undefined && (
        <p className="problem" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

const nameOf = ({ driver }: Trip): string => isolate(driver?.name ?? '');

const toMoney = (read: ReturnType<typeof readTip> | null): Money | undefined =>
  read !== null && typeof read === 'object' ? read : undefined;
