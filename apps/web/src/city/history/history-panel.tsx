import type { CityHistory } from '#contracts';
import { FormattedMessage, useIntl } from 'react-intl';
import { formatClock } from '../../format/time.js';
import { ProblemNote } from '../../problem/problem-note.js';
import { MAP_LAYERS, type MapLayer, type MapView } from '../map/map-layers.js';
import { PERIODS, type KnownHistory } from './use-city-history.js';

interface HistoryPanelProps {
  known: KnownHistory;
  minutes: number;
  onMinutes: (minutes: number) => void;
  view: MapView;
  onView: (view: MapView) => void;
}

/** The layers of the map, and a slider over the last hours. */
export function HistoryPanel({ known, minutes, onMinutes, view, onView }: HistoryPanelProps) {
  const { history, problem } = known;
  const onLayer = (layer: MapLayer, isOn: boolean) => {
    const layers = new Set(view.layers);
    if (isOn) layers.add(layer);
    else layers.delete(layer);
    onView({ ...view, layers });
  };
  return (
    <section aria-labelledby="history-title">
      <h2 id="history-title">
        <FormattedMessage id="city.map-title" />
      </h2>
      <fieldset className="layers">
        <legend className="unseen">
          <FormattedMessage id="city.layers" />
        </legend>
        {MAP_LAYERS.map((layer) => (
          <label key={layer}>
            <input
              type="checkbox"
              checked={view.layers.has(layer)}
              onChange={(event) => onLayer(layer, event.target.checked)}
            />
            <FormattedMessage id={`city.layer.${layer}`} />
          </label>
        ))}
      </fieldset>
      <PeriodField minutes={minutes} onMinutes={onMinutes} />
      {history && <TimeSlider history={history} view={view} onView={onView} />}
      <ProblemNote problem={problem} />
    </section>
  );
}

function PeriodField({ minutes, onMinutes }: Pick<HistoryPanelProps, 'minutes' | 'onMinutes'>) {
  const intl = useIntl();
  return (
    <label className="field">
      <span>
        <FormattedMessage id="city.period" />
      </span>
      <select value={minutes} onChange={(event) => onMinutes(Number(event.target.value))}>
        {PERIODS.map((period) => (
          <option key={period} value={period}>
            {intl.formatMessage({ id: 'city.hours' }, { hours: period / 60 })}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TimeSliderProps {
  history: CityHistory;
  view: MapView;
  onView: (view: MapView) => void;
}

/** The last position of the slider is the present. */
function TimeSlider({ history, view, onView }: TimeSliderProps) {
  const intl = useIntl();
  const { steps } = history;
  const present = steps.length;
  const at = view.step ?? present;
  const shown = steps[Math.min(at, present - 1)];
  if (!shown) return null;
  const time =
    at === present ? intl.formatMessage({ id: 'city.present' }) : formatClock(shown.at, intl);
  const onStep = (step: number) =>
    onView({ ...view, step: step >= present ? undefined : Math.max(0, step) });
  return (
    <>
      <div className="player">
        <button
          className="button second"
          type="button"
          disabled={at === present}
          onClick={() => onStep(present)}
        >
          <FormattedMessage id="city.present" />
        </button>
        <input
          type="range"
          aria-label={intl.formatMessage({ id: 'city.moment' })}
          aria-valuetext={time}
          min={0}
          max={present}
          step={1}
          value={at}
          onChange={(event) => onStep(Number(event.target.value))}
        />
        <output className="figures">{time}</output>
      </div>
      <StepCounts shown={shown} moment={at === present ? 'present' : shown.at} />
      <p className="quiet">
        {view.step !== undefined && <FormattedMessage id="city.past-note" />}{' '}
        {history.isPartial && <FormattedMessage id="city.partial-note" />}
      </p>
    </>
  );
}

interface StepCountsProps {
  shown: CityHistory['steps'][number];
  /** `present`, or the time of the step. */
  moment: string;
}

function StepCounts({ shown, moment }: StepCountsProps) {
  const intl = useIntl();
  return (
    <dl className="legend figures" data-moment={moment}>
      {(['requested', 'waiting', 'riding', 'completed', 'failed'] as const).map((name) => (
        <div key={name}>
          <dt>
            <FormattedMessage id={`city.count.${name}`} />
          </dt>
          <dd data-count={name}>{intl.formatNumber(shown[name])}</dd>
        </div>
      ))}
    </dl>
  );
}
