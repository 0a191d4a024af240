import { useIntl } from 'react-intl';
import { problemSentence } from './problem-sentence.js';

/** The sentence of a problem, which screen readers announce. It is empty without a problem. */
export function ProblemNote({ problem }: { problem: unknown }) {
  const intl = useIntl();
  if (problem === undefined) return null;
  return (
    <p className="problem" role="alert">
      <bdi>{problemSentence(problem, intl)}</bdi>
    </p>
  );
}
