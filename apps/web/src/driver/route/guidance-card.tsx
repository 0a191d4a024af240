import { formatDistance } from '../../format/distance.js';
import { formatWait } from '../../format/time.js';
import type { Direction, Guidance, Turn } from './guidance.js';

interface GuidanceCardProps {
  guidance: Guidance;
  /** The place at the end of the path, such as `pickup`. */
  goalName: string;
}

/**
 * The next street, then the time and the distance that are left. It is no live region: it changes
 * with every metre.
 */
export function GuidanceCard({ guidance, goalName }: GuidanceCardProps) {
  const { turn, distanceMeters, durationSeconds } = guidance;
  return (
    <div className="guidance">
      <p className="turn">
        <span className="arrow" aria-hidden="true">
          {ARROWS[turn?.direction ?? 'ahead']}
        </span>
        <strong>{turn ? turnSentence(turn) : straightSentence(guidance, goalName)}</strong>
      </p>
      <p className="figures">
        {formatWait(durationSeconds)}, {formatDistance(distanceMeters)} to the {goalName}
      </p>
    </div>
  );
}

const ARROWS: Record<Direction, string> = { left: '↰', right: '↱', ahead: '↑' };

function turnSentence({ inMeters, direction, street }: Turn): string {
  const distance = formatDistance(inMeters);
  const into = street === null ? '' : `${direction === 'ahead' ? ' on' : ' into'} ${street}`;
  const action = direction === 'ahead' ? 'go on' : `turn ${direction}`;
  return `In ${distance} ${action}${into}`;
}

function straightSentence({ street }: Guidance, goalName: string): string {
  return street === null ? `Go on to the ${goalName}` : `Go on along ${street}`;
}
