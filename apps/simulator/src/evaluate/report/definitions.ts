import { format } from 'echarts/core';
import { KPI_DEFINITIONS } from '../kpis/kpi-definitions.js';
import { section } from './html-parts.js';

/** Renders what each figure measures. */
export function definitions(): string {
  const rows = KPI_DEFINITIONS.map(
    ({ key, unit, definition }) =>
      `<tr><th scope="row">${format.encodeHTML(key)}</th><td>${format.encodeHTML(unit)}</td><td class="text">${format.encodeHTML(definition)}</td></tr>`,
  );
  return section({
    title: 'Definitions',
    howToRead: 'What each figure measures, by its name in the JSON output.',
    content: `<div class="wide"><table><thead><tr><th>figure</th><th>unit</th><th class="text">definition</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`,
  });
}
