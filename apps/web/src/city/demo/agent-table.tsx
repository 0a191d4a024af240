import { FormattedMessage, useIntl } from 'react-intl';
import { formatSeconds } from '../../format/time.js';
import { hidden } from '../../language/hidden-words.js';
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
  const intl = useIntl();
  const label = intl.formatMessage({ id: 'city.people' });
  return (
    <>
      <div className="scroller" role="region" aria-label={label} tabIndex={0}>
        <table className="list figures">
          <caption className="unseen">
            <FormattedMessage id="city.people-table" />
          </caption>
          <thead>
            <tr>
              <th scope="col">
                <FormattedMessage id="city.people-who" />
              </th>
              <th scope="col">
                <FormattedMessage id="city.column.stream" />
              </th>
              <th scope="col">
                <FormattedMessage id="city.column.cursor" />
              </th>
              <th scope="col">
                <FormattedMessage id="city.demo-reconnects" />
              </th>
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
        <FormattedMessage
          id="city.people-note"
          values={{ shown: agents.length, total, seconds: STALL_SECONDS }}
        />
      </p>
    </>
  );
}

type AgentRowProps = Pick<AgentTableProps, 'control' | 'onChange'> & { agent: DemoAgent };

function AgentRow({ control, agent, onChange }: AgentRowProps) {
  const { name, role, state, stream } = agent;
  const isStalled = stream.stalledSeconds > 0;
  const intl = useIntl();
  const roleName = intl.formatMessage({ id: `city.role.${role}` });
  return (
    <tr data-agent={agent.id}>
      <th scope="row">
        <bdi>{name}</bdi>{' '}
        <span className="quiet">
          {state === 'trip' ? (
            <FormattedMessage id="city.person-on-trip" values={{ role: roleName }} />
          ) : (
            roleName
          )}
        </span>
      </th>
      <td>
        {isStalled ? (
          <FormattedMessage
            id="city.person-stalled"
            values={{ age: formatSeconds(Math.ceil(stream.stalledSeconds), intl) }}
          />
        ) : (
          <FormattedMessage id={`city.stream-state.${stream.state}`} />
        )}
      </td>
      <td>
        <code title={stream.cursor ?? undefined}>{shortCursor(stream.cursor ?? '–')}</code>
      </td>
      <td data-column="lag">{intl.formatNumber(stream.reconnects)}</td>
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
        <FormattedMessage id="city.person-cut" values={{ name: <bdi>{agent.name}</bdi>, hidden }} />
      </button>
      <button
        className="button plain small"
        type="button"
        disabled={isBusy || agent.stream.stalledSeconds > 0}
        onClick={() => send(() => control.stall(agent.id, STALL_SECONDS))}
      >
        <FormattedMessage
          id="city.person-stall"
          values={{ name: <bdi>{agent.name}</bdi>, hidden }}
        />
      </button>
      <ProblemNote problem={problem} />
    </>
  );
}
