import { FormattedMessage, useIntl } from 'react-intl';
import type { MessageId } from '../../language/message-id.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { useCommand } from '../../problem/use-command.js';
import { AgentTable } from './agent-table.js';
import type { DemoChange, DemoCity, DemoControl } from './demo-control.js';
import { DemoPhase } from './demo-phase.js';
import { DemoSizeForm } from './demo-size-form.js';
import { useDemoCity } from './use-demo-city.js';

/** Controls the simulated city. Only the demo has this tab. */
export function DemoPanel({ control }: { control: DemoControl }) {
  const { city, agents, total, problem, refresh } = useDemoCity(control);
  const command = useCommand();
  const change = (wanted: DemoChange) =>
    command.run(async () => {
      await control.change(wanted);
      await refresh();
    });
  if (!city) {
    return problem === undefined ? (
      <p className="quiet">
        <FormattedMessage id="city.demo-wait" />
      </p>
    ) : (
      <ProblemNote problem={problem} />
    );
  }
  return (
    <section aria-labelledby="demo-title">
      <h2 id="demo-title">
        <FormattedMessage id="city.demo" values={{ name: <bdi>{city.name}</bdi> }} />
      </h2>
      <DemoPhase phase={city.phase} />
      <DemoFigures city={city} />
      <RunButton
        isRunning={city.running}
        isBusy={command.isBusy}
        onRun={(running) => change({ running })}
      />
      <DemoSizeForm city={city} isBusy={command.isBusy} onChange={change} />
      <p className="quiet">
        <FormattedMessage
          id="city.demo-limits"
          values={{ drivers: city.limits.drivers, riders: city.limits.ridersPerHour }}
        />
      </p>
      <ProblemNote problem={command.problem ?? problem} />
      <AgentTable control={control} agents={agents} total={total} onChange={refresh} />
    </section>
  );
}

interface RunButtonProps {
  isRunning: boolean;
  isBusy: boolean;
  onRun: (running: boolean) => void;
}

function RunButton({ isRunning, isBusy, onRun }: RunButtonProps) {
  return (
    <button
      className={isRunning ? 'button second' : 'button main'}
      type="button"
      disabled={isBusy}
      onClick={() => onRun(!isRunning)}
    >
      <FormattedMessage id={isRunning ? 'city.demo-stop' : 'city.demo-start'} />
    </button>
  );
}

function DemoFigures({ city: { drivers, riders, clock, streams } }: { city: DemoCity }) {
  const intl = useIntl();
  const counts: [id: MessageId, count: number][] = [
    ['city.riders-waiting', riders.waiting],
    ['city.demo-riding', riders.riding],
    ['city.demo-done', riders.done],
    ['city.demo-reconnects', streams.reconnects],
  ];
  const { busy, idle } = drivers;
  return (
    <dl className="legend figures">
      <div>
        <dt>
          <FormattedMessage id="city.demo-clock" values={{ speed: clock.speed }} />
        </dt>
        <dd>{clock.text}</dd>
      </div>
      <div>
        <dt>
          <FormattedMessage id="city.demo-busy" />
        </dt>
        <dd>
          <FormattedMessage id="city.demo-busy-of" values={{ busy, all: busy + idle }} />
        </dd>
      </div>
      {counts.map(([id, count]) => (
        <div key={id}>
          <dt>
            <FormattedMessage id={id} />
          </dt>
          <dd>{intl.formatNumber(count)}</dd>
        </div>
      ))}
    </dl>
  );
}
