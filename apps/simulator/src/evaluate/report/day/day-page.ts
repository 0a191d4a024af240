import type { Evaluation } from '../../evaluation.js';
import { dayText } from '../../output/scenario-text.js';
import { fleetChart } from '../chart/fleet-chart.js';
import { hoursChart } from '../chart/hours-chart.js';
import { lostShareChart } from '../chart/lost-share-chart.js';
import { poolingChart } from '../chart/pooling-chart.js';
import { serviceLevelChart } from '../chart/service-level-chart.js';
import { createDayGrid } from '../map/day-grid.js';
import { lostMap } from '../map/lost-map.js';
import { mapFrame } from '../map/map-frame.js';
import { roadSymbol } from '../map/map-layers.js';
import { playerData } from '../map/player-data.js';
import { playerSection } from '../map/player-section.js';
import { definitions } from '../page/definitions.js';
import { renderDocument } from '../page/document.js';
import { downloadSection } from '../page/downloads.js';
import { encodeHtml } from '../page/html-parts.js';
import { inputCheckSection } from '../page/input-check-section.js';
import { dayDownloads } from './day-downloads.js';
import { timeText } from './day-text.js';
import { comparedFigures, comparisonSection } from './figure-comparison.js';
import { figureTable } from './figure-table.js';
import { summary } from './summary.js';

/** Renders the report of a day as one self-contained page. The same evaluation gives the same page. */
export function dayPage(evaluation: Evaluation): string {
  const { city, results, inputCheck } = evaluation;
  const frame = mapFrame(city.times.network);
  const day = createDayGrid(evaluation, frame.pixelsPerKm);
  const player = playerData(day, frame);
  const introduction = [dayText(evaluation), timeText(evaluation)].map(
    (line) => `<p class="muted">${encodeHtml(line)}</p>`,
  );
  return renderDocument({
    title: `Dispatch policies: ${city.name}`,
    introduction: `${introduction.join('')}${summary(evaluation)}`,
    sections: [
      roadSymbol(city.times.network, frame),
      playerSection(evaluation, player, frame),
      comparisonSection(evaluation),
      figureTable(evaluation),
      serviceLevelChart(evaluation),
      lostShareChart(evaluation),
      hoursChart(evaluation),
      lostMap(evaluation, day, frame),
      fleetChart(evaluation),
      poolingChart(evaluation),
      inputCheckSection(inputCheck ? [{ check: inputCheck }] : []),
      downloadSection(dayDownloads(evaluation, day)),
      definitions(),
    ],
    data: {
      policies: results.map(({ policy }) => policy),
      figures: comparedFigures(evaluation),
      day: player,
    },
  });
}
