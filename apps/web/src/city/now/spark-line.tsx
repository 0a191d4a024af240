import { FormattedMessage } from 'react-intl';
import { sparkLine, type Sample } from './sample.js';

interface SparkLineProps {
  title: string;
  /** The source of the values. */
  note: string;
  samples: readonly Sample[];
  /** The present time by the clock of the samples. */
  now: number;
  format: (value: number) => string;
}

/** The last ten minutes of one value, as a line and as a sentence that screen readers can read. */
export function SparkLine({ title, note, samples, now, format }: SparkLineProps) {
  const { points, most } = sparkLine(samples, now);
  const last = samples.at(-1);
  return (
    <figure className="spark figures">
      <figcaption>
        <span>{title}</span>
        <b>{last === undefined ? '–' : format(last.value)}</b>
      </figcaption>
      <svg viewBox="0 -4 100 108" preserveAspectRatio="none" aria-hidden="true">
        <line x1="0" x2="100" y1="100" y2="100" />
        {/* A single point is doubled, because SVG draws no line through one point. */}
        <polyline points={samples.length === 1 ? `${points} ${points}` : points} />
      </svg>
      <p className="quiet">
        {last === undefined ? (
          <FormattedMessage id="city.nothing-seen" />
        ) : (
          <FormattedMessage id="city.most-seen" values={{ value: format(most) }} />
        )}{' '}
        {note}
      </p>
    </figure>
  );
}
