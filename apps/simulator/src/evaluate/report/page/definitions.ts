import { KPI_DEFINITIONS } from '../../kpis/kpi-definitions.js';
import { keyLabel } from '../../output/figure-label.js';
import { encodeHtml, section } from './html-parts.js';

/** Renders what each figure measures. */
export function definitions(): string {
  const rows = KPI_DEFINITIONS.map(
    ({ key, unit, definition }) =>
      `<tr><th scope="row">${encodeHtml(keyLabel(key))}<br><span class="unit">${encodeHtml(key)}</span></th><td class="text" data-label="unit">${encodeHtml(unit)}</td><td class="text" data-label="definition">${encodeHtml(definition)}</td></tr>`,
  );
  return section({
    id: 'definitions',
    title: 'Definitions',
    howToRead: 'What each figure measures. The small name is that of the JSON output.',
    content: `<table class="stacked"><thead><tr><th scope="col">figure</th><th scope="col" class="text">unit</th><th scope="col" class="text">definition</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
  });
}
