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
      <p className="quiet">One moment.</p>
    ) : (
      <ProblemNote problem={problem} />
    );
  }
  return (
    <section aria-labelledby="demo-title">
      <h2 id="demo-title">Simulated city: {city.name}</h2>
      <DemoPhase phase={city.phase} />
      <DemoFigures city={city} />
      <RunButton
        isRunning={city.running}
        isBusy={command.isBusy}
        onRun={(running) => change({ running })}
      />
      <DemoSizeForm city={city} isBusy={command.isBusy} onChange={change} />
      <p className="quiet">
        At most {city.limits.drivers} drivers and {city.limits.ridersPerHour} riders an hour.
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
      {isRunning ? 'Stop new requests' : 'Start requests'}
    </button>
  );
}

function DemoFigures({ city: { drivers, riders, clock, streams } }: { city: DemoCity }) {
  const figures: [name: string, value: string | number][] = [
    [`Time there, ×${clock.speed}`, clock.text],
    ['Drivers busy', `${drivers.busy} of ${drivers.busy + drivers.idle}`],
    ['Riders waiting', riders.waiting],
    ['Riders riding', riders.riding],
    ['Riders done', riders.done],
    ['Reconnects', streams.reconnects],
  ];
  return (
    <dl className="legend figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
