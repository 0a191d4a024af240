import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import type { DemoAgent, DemoControl } from './demo-control.js';
import { shortCursor } from '../short-id.js';

/** Longer than a heartbeat and its grace period, so the client notices the silence. */
const STALL_SECONDS = 15;

interface AgentTableProps {
  control: DemoControl;
  agents: readonly DemoAgent[];
  total: number;
  /** Called after a stream was cut or stalled. */
  onChange: () => Promise<void>;
}

/** The simulated riders and drivers, with buttons that disturb their connections. */
export function AgentTable({ control, agents, total, onChange }: AgentTableProps) {
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
              <AgentRow key={agent.id} control={control} agent={agent} onChange={onChange} />
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

type AgentRowProps = Pick<AgentTableProps, 'control' | 'onChange'> & { agent: DemoAgent };

function AgentRow({ control, agent, onChange }: AgentRowProps) {
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
        <AgentButtons control={control} agent={agent} onChange={onChange} />
      </td>
    </tr>
  );
}

/** Each row has a busy state of its own, so several streams can be cut at once. */
function AgentButtons({ control, agent, onChange }: AgentRowProps) {
  const { isBusy, problem, run } = useCommand();
  const send = (work: () => Promise<unknown>) =>
    run(async () => {
      await work();
      await onChange();
    });
  return (
    <>
      <button
        className="button plain small"
        type="button"
        disabled={isBusy}
        onClick={() => send(() => control.cut(agent.id))}
      >
        Cut<span className="unseen"> {agent.name}</span>
      </button>
      <button
        className="button plain small"
        type="button"
        disabled={isBusy || agent.stream.stalledSeconds > 0}
        onClick={() => send(() => control.stall(agent.id, STALL_SECONDS))}
      >
        Stall<span className="unseen"> {agent.name}</span>
      </button>
      <ProblemNote problem={problem} />
    </>
  );
}
