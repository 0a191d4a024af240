import { ApiProblem } from '#client';
import { FormattedMessage } from 'react-intl';
import { ProblemNote } from '../../problem/problem-note.js';

/** What servers without demo identities and scripted drivers answer. */
const NO_DEMO = new Set([401, 403, 404]);

/** Why no ride could be taken, and what to do about it. */
export function RideProblem({ problem }: { problem: unknown }) {
  const needsDemo = problem instanceof ApiProblem && NO_DEMO.has(problem.status);
  if (!needsDemo) return <ProblemNote problem={problem} />;
  return (
    <p className="problem" role="alert">
      <FormattedMessage id="race.needs-demo" />
    </p>
  );
}
