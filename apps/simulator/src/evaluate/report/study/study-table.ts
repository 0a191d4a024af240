import { withThousands } from '../../output/number-text.js';
import { figureLabel } from '../../output/figure-label.js';
import type { Study, StudyRow } from '../../study/study.js';
import { intervalOf, STUDY_FIGURES } from '../../study/study-figures.js';
import { chip, encodeHtml, section } from '../page/html-parts.js';
import { intervalText, rowColour, rowName } from './study-rows.js';

/** All figures of all rows. */
export function studyTable(study: Study): string {
  const heads = STUDY_FIGURES.map((figure) => {
    const { label, unit } = figureLabel(figure);
    return `<th scope="col">${encodeHtml(label)} <span class="unit">${encodeHtml(unit)}</span></th>`;
  });
  const rows = study.rows.map((row) => tableRow(row, study));
  const intervals =
    study.options.replications > 1 ? ' ± is the 95 % confidence interval of the mean.' : '';
  return section({
    id: 'figures',
    title: 'Figures',
    howToRead: `One row a policy and case. Waiting is of the riders who were served.${intervals}`,
    content: `<table class="stacked one-line"><thead><tr><th scope="col">row</th><th scope="col">cars</th>${heads.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`,
  });
}

function tableRow(row: StudyRow, study: Study): string {
  const cells = STUDY_FIGURES.map((figure) => {
    const text = intervalText(intervalOf(figure, row.days), figure);
    const { label, unit } = figureLabel(figure);
    return `<td data-label="${encodeHtml(`${label}, ${unit}`)}">${text}</td>`;
  });
  const name = `${chip(rowColour(row, study))}${encodeHtml(rowName(row, study))}`;
  return `<tr><th scope="row">${name}</th><td data-label="cars">${withThousands(row.vehicles)}</td>${cells.join('')}</tr>`;
}
