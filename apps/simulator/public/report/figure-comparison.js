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
  const [, firstHead, secondHead] = table.tHead.rows[0].cells;

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

  /** @param label what the cell is, for a phone, on which a row is a block */
  function createCell(content, label) {
    const cell = document.createElement('td');
    cell.textContent = content;
    cell.dataset.label = label;
    return cell;
  }

  function createHead({ label, unit }) {
    const head = document.createElement('th');
    head.scope = 'row';
    const small = document.createElement('span');
    small.className = 'unit';
    small.textContent = unit;
    head.append(`${label} `, small);
    return head;
  }

  function createGroup(title, figures) {
    const group = document.createElement('tbody');
    group.className = 'group';
    const row = document.createElement('tr');
    const head = document.createElement('th');
    head.scope = 'rowgroup';
    head.colSpan = 5;
    head.textContent = title;
    row.append(head);
    group.append(row, ...figures.map(createRow));
    return group;
  }

  function createRow(figure) {
    const row = document.createElement('tr');
    const [a, b] = [figure.values[first.value], figure.values[second.value]];
    const difference = a === null || b === null ? null : b - a;
    const judgement = createCell(difference === null ? '' : judge(difference, figure), ' ');
    judgement.className = judgement.textContent;
    row.append(
      createHead(figure),
      createCell(text(a, figure.decimals), policies[first.value]),
      createCell(text(b, figure.decimals), policies[second.value]),
      createCell(difference === null ? '–' : signed(difference, figure.decimals), 'difference'),
      judgement,
    );
    return row;
  }

  function fill() {
    firstHead.textContent = policies[first.value];
    secondHead.textContent = policies[second.value];
    for (const body of [...table.tBodies]) body.remove();
    const groups = [...new Set(figures.map(({ group }) => group))];
    table.append(
      ...groups.map((title) =>
        createGroup(
          title,
          figures.filter(({ group }) => group === title),
        ),
      ),
    );
  }

  document.addEventListener('pair', fill);
  fill();
  section.hidden = false;
})();
