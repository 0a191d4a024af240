import { useEffect, useRef, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { readJson, type MiniCars, type MiniRoads } from './city-data.js';
import { CityPainter } from './draw-city.js';
import { MovingCars } from './moving-cars.js';

const PERIOD_MS = 2000;
const FILL_COMMAND = 'npm run demo -- --stay';

type Report = MiniCars | 'away' | undefined;

/** A small map of the running city with its cars. It rests while the page is hidden. */
export function MiniCity() {
  const intl = useIntl();
  const canvas = useRef<HTMLCanvasElement>(null);
  const report = useMiniCity(canvas);
  return (
    <figure className="mini-city">
      <canvas ref={canvas} role="img" aria-label={intl.formatMessage({ id: 'landing.live-map' })} />
      <figcaption>
        <MiniCitySentence report={report} />
      </figcaption>
    </figure>
  );
}

function MiniCitySentence({ report }: { report: Report }) {
  if (report === undefined) return ' ';
  if (report === 'away') return <FormattedMessage id="landing.map-away" />;
  const { online, cars } = report;
  if (online === 0) {
    return (
      <FormattedMessage
        id="landing.map-empty"
        values={{
          ride: (words) => <a href="/side-by-side">{words}</a>,
          command: <code dir="ltr">{FILL_COMMAND}</code>,
        }}
      />
    );
  }
  const taken = cars.filter(({ isTaken }) => isTaken).length;
  return <FormattedMessage id="landing.live-cars" values={{ online, taken }} />;
}

function useMiniCity(canvas: React.RefObject<HTMLCanvasElement | null>): Report {
  const [report, setReport] = useState<Report>();
  useEffect(() => {
    if (!canvas.current) return undefined;
    return showCity(canvas.current, setReport);
  }, [canvas]);
  return report;
}

/**
 * Reads the roads once and the cars every two seconds, and paints a frame at each turn of the
 * screen. A user who wants less motion sees each report as it is.
 *
 * @returns ends it
 */
function showCity(canvas: HTMLCanvasElement, onReport: (report: Report) => void): () => void {
  const painter = new CityPainter(canvas);
  const cars = new MovingCars(PERIOD_MS);
  const ending = new AbortController();
  const { signal } = ending;
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let roads: MiniRoads | undefined;
  let frame = 0;
  const paint = () => {
    const now = performance.now();
    if (roads) painter.paint({ roads, cars: cars.at(isStill ? Infinity : now) });
    frame = requestAnimationFrame(paint);
  };
  const read = async () => {
    if (document.hidden) return;
    try {
      roads ??= await readJson<MiniRoads>('/pages/roads.json', signal);
      const latest = await readJson<MiniCars>('/pages/cars.json', signal);
      cars.update(latest, performance.now());
      onReport(latest);
    } catch {
      if (!signal.aborted) onReport('away');
    }
  };
  void read();
  const timer = setInterval(() => void read(), PERIOD_MS);
  frame = requestAnimationFrame(paint);
  return () => {
    ending.abort();
    clearInterval(timer);
    cancelAnimationFrame(frame);
  };
}
