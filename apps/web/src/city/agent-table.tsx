import type { DemoAgent } from './demo-control.js';
import { shortCursor } from './short-id.js';

/** Longer than a heartbeat and the grace after it: it is noticed. */
const STALL_SECONDS = 15;

interface AgentTableProps {
  agents: readonly DemoAgent[];
  total: number;
  onCut: (agent: DemoAgent) => void;
  onStall: (agent: DemoAgent, seconds: number) => void;
}

/** Simulated people, and what one can do to their connections. */
export function AgentTable({ agents, total, onCut, onStall }: AgentTableProps) {
  return (
    <>
      <div className="scroller" role="region" aria-label="Simulated people" tabIndex={0}>
        <table className="list figures">
          <caption className="unseen">Simulated people and their streams</caption>
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Stream</th>
              <th scope="col">Cursor</th>
              <th scope="col">Reconnects</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {agents.map((agent) => (
              <AgentRow key={agent.id} agent={agent} onCut={onCut} onStall={onStall} />
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet">
        {agents.length} of {total}, those on a trip first. A cut stream breaks at once and resumes
        with its cursor: see it come back under Streams. A stalled one isn’t read for{' '}
        {STALL_SECONDS} s.
      </p>
    </>
  );
}

type AgentRowProps = Pick<AgentTableProps, 'onCut' | 'onStall'> & { agent: DemoAgent };

function AgentRow({ agent, onCut, onStall }: AgentRowProps) {
  const { name, role, state, stream } = agent;
  const isStalled = stream.stalledSeconds > 0;
  return (
    <tr data-agent={agent.id}>
      <th scope="row">
        {name}{' '}
        <span className="quiet">
          {role}
          {state === 'trip' && ', on a trip'}
        </span>
      </th>
      <td>{isStalled ? `stalled, ${Math.ceil(stream.stalledSeconds)} s` : stream.state}</td>
      <td>
        <code title={stream.cursor ?? undefined}>{shortCursor(stream.cursor ?? '–')}</code>
      </td>
      <td data-column="lag">{stream.reconnects}</td>
      <td>
        <button className="button plain small" type="button" onClick={() => onCut(agent)}>
          Cut<span className="unseen"> {name}</span>
        </button>
        <button
          className="button plain small"
          type="button"
          disabled={isStalled}
          onClick={() => onStall(agent, STALL_SECONDS)}
        >
          Stall<span className="unseen"> {name}</span>
        </button>
      </td>
    </tr>
  );
}
