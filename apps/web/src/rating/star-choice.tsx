import type { ReactNode } from 'react';
import { FormattedMessage } from 'react-intl';
import './stars.css';

const STARS = [1, 2, 3, 4, 5];
const STAR = '★';

interface StarChoiceProps {
  legend: ReactNode;
  /** 0 before the user has chosen. */
  stars: number;
  onStars: (stars: number) => void;
}

/** Stars drawn over radio buttons, which work with arrow keys and screen readers. */
export function StarChoice({ legend, stars, onStars }: StarChoiceProps) {
  return (
    <fieldset className="stars">
      <legend>{legend}</legend>
      {STARS.map((value) => (
        <label key={value} data-lit={value <= stars}>
          <input
            type="radio"
            name="stars"
            value={value}
            checked={value === stars}
            onChange={() => onStars(value)}
          />
          <span aria-hidden="true">{STAR}</span>
          <span className="unseen">
            <FormattedMessage id="rating.stars" values={{ stars: value }} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}
