import type { Study } from '../../study/study.js';
import { rulesText } from '../../output/scenario-text.js';
import { daysText } from '../../study/study-text.js';
import { targetText } from '../../study/target.js';
import { definitions } from '../page/definitions.js';
import { renderDocument } from '../page/document.js';
import { downloadSection } from '../page/downloads.js';
import { encodeHtml } from '../page/html-parts.js';
import { inputCheckSection } from '../page/input-check-section.js';
import { bestRows } from './best-rows.js';
import { fleetAnswers, fleetSection } from './fleet-section.js';
import { intervalSection } from './interval-section.js';
import { studyDownloads } from './study-downloads.js';
import { studyTable } from './study-table.js';
import { sweepSection } from './sweep-section.js';

/** Renders the report of a study as one self-contained page without a script. */
export function studyPage(study: Study): string {
  const { fleets, inputChecks, options } = study;
  const isComparison = fleets.length === 0 && options.sweep === undefined;
  return renderDocument({
    title: titleOf(study),
    introduction: `${introduction(study)}${isComparison ? bestRows(study) : fleetAnswers(study)}`,
    sections: [
      fleetSection(study),
      sweepSection(study),
      isComparison ? intervalSection(study) : '',
      studyTable(study),
      inputCheckSection(
        inputChecks.map(({ name, check }) =>
          inputChecks.length > 1 ? { name, check } : { check },
        ),
      ),
      downloadSection(studyDownloads(study)),
      definitions(),
    ],
  });
}

/** The days and, where all cases have the same ones, the rules. */
function introduction(study: Study): string {
  const { rules, speedFactor, scenarioFile, files } = study.options;
  const zone = files ? `times of the zone ${files.table.timeZone}` : 'times since midnight';
  const common = scenarioFile === undefined ? [...rulesText({ rules, speedFactor }), zone] : [];
  const lines = [daysText(study), common.join(', ')].filter((line) => line !== '');
  return lines.map((line) => `<p class="muted">${encodeHtml(line)}</p>`).join('');
}

function titleOf({ name, options }: Study): string {
  const { targets, sweep, scenarioFile, replications } = options;
  if (targets.length > 0) {
    return `How many cars for ${targets.map(targetText).join(' and ')}: ${name}`;
  }
  if (sweep)
    return `A sweep of ${sweep.option}, ${sweep.values[0]!} to ${sweep.values.at(-1)!}: ${name}`;
  if (scenarioFile !== undefined) return `Scenarios: ${name}`;
  return `Dispatch policies over ${replications} days: ${name}`;
}
