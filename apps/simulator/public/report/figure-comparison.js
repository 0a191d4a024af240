/* global document */

/**
 * Fills the table that compares two policies. Without this script the section stays hidden, and the
 * table of all policies has the same figures.
 */
(() => {
  const section = document.getElementById('comparison');
  if (!section) return;
  const { figures, policies } = JSON.parse(document.getElementById('report-data').textContent);
  const [first, second] = section.querySelectorAll('select[data-pair]');
  const table = section.querySelector('table');
  const [, , firstHead, secondHead] = table.tHead.rows[0].cells;

  const text = (value, decimals) =>
    value === null
      ? '–'
      : value.toLocaleString('en', {
          minimumFractionDigits: decimals,
          maximumFractionDigits: decimals,
        });

  function signed(value, decimals) {
    const written = text(value, decimals);
    return Number(written.replaceAll(',', '')) > 0 ? `+${written}` : written.replace('-', '−');
  }

  function judge(difference, { better, decimals }) {
    if (!better || Number(difference.toFixed(decimals)) === 0) return '';
    return difference > 0 === (better === 'more') ? 'better' : 'worse';
  }

  function createCell(content, name = 'td') {
    const cell = document.createElement(name);
    cell.textContent = content;
    return cell;
  }

  function createRow(figure) {
    const row = document.createElement('tr');
    const [a, b] = [figure.values[first.value], figure.values[second.value]];
    const head = createCell(figure.title, 'th');
    head.scope = 'row';
    row.append(head, createCell(figure.unit));
    row.append(createCell(text(a, figure.decimals)), createCell(text(b, figure.decimals)));
    const difference = a === null || b === null ? null : b - a;
    row.append(createCell(difference === null ? '–' : signed(difference, figure.decimals)));
    const judgement = createCell(difference === null ? '' : judge(difference, figure));
    judgement.className = judgement.textContent;
    row.append(judgement);
    return row;
  }

  function fill() {
    firstHead.textContent = policies[first.value];
    secondHead.textContent = policies[second.value];
    table.tBodies[0].replaceChildren(...figures.map(createRow));
  }

  document.addEventListener('pair', fill);
  fill();
  section.hidden = false;
})();
