import { useIntl } from 'react-intl';
import { formatDistance } from '../../format/distance.js';
import { formatWait } from '../../format/time.js';
import type { Intl } from '../../language/intl.js';
import { isolate } from '../../language/isolate.js';
import type { MessageId } from '../../language/message-id.js';
import { Sentence } from '../../language/sentence.js';
import type { Direction, Guidance, Turn } from './guidance.js';

/** The place at the end of the path. */
export type Goal = 'pickup' | 'dropoff';

interface GuidanceCardProps {
  guidance: Guidance;
  goal: Goal;
}

/**
 * The next street, then the time and the distance that are left. It is no live region: it changes
 * with every metre.
 */
export function GuidanceCard({ guidance, goal }: GuidanceCardProps) {
  const intl = useIntl();
  const { turn, distanceMeters, durationSeconds } = guidance;
  const left = {
    wait: formatWait(durationSeconds, intl),
    distance: formatDistance(distanceMeters, intl),
  };
  return (
    <div className="guidance">
      <p className="turn">
        <span className="arrow" aria-hidden="true">
          {ARROWS[turn?.direction ?? 'ahead']}
        </span>
        <strong>
          <Sentence>
            {turn ? turnSentence(turn, intl) : straightSentence(guidance, goal, intl)}
          </Sentence>
        </strong>
      </p>
      <p className="figures">{intl.formatMessage({ id: `driver.left-${goal}` }, left)}</p>
    </div>
  );
}

const ARROWS: Record<Direction, string> = { left: '↰', right: '↱', ahead: '↑' };

const INTO: Record<Direction, MessageId> = {
  left: 'driver.turn-left-into',
  right: 'driver.turn-right-into',
  ahead: 'driver.ahead-on',
};

function turnSentence({ inMeters, direction, street }: Turn, intl: Intl): string {
  const distance = formatDistance(inMeters, intl);
  if (street !== null) {
    return intl.formatMessage({ id: INTO[direction] }, { distance, street: isolate(street) });
  }
  const id = direction === 'left' ? 'driver.turn-left' : 'driver.turn-right';
  return intl.formatMessage({ id }, { distance });
}

function straightSentence({ street }: Guidance, goal: Goal, intl: Intl): string {
  if (street === null) return intl.formatMessage({ id: `driver.straight-${goal}` });
  return intl.formatMessage({ id: 'driver.along' }, { street: isolate(street) });
}
