import { problemSentence } from './problem-sentence.js';

/** Says what went wrong, also to ears. Shows nothing while nothing is wrong. */
export function ProblemNote({ problem }: { problem: unknown }) {
  if (problem === undefined) return null;
  return (
    <p className="problem" role="alert">
      {problemSentence(problem)}
    </p>
  );
}
