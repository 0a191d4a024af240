/* global document, atob, Blob, DecompressionStream, Response */

/**
 * Plays the day on three maps: two policies and their difference. The counts are of 16 bits, by
 * policy, layer, time and hexagon. Without this script, or in a browser that can't decompress, the
 * section stays hidden, and the maps of the whole day below it are static.
 */
(async () => {
  const section = document.getElementById('player');
  if (!section || typeof DecompressionStream === 'undefined') return;
  const { day, policies } = JSON.parse(document.getElementById('report-data').textContent);
  const counts = await decompress(day.counts);
  const cells = day.cells.length;

  const [first, second] = section.querySelectorAll('select[data-pair]');
  const slider = section.querySelector('input[type=range]');
  const play = section.querySelector('button');
  const wholeDay = section.querySelector('input[type=checkbox]');
  const clock = section.querySelector('output');
  const spoken = section.querySelector('[aria-live]');
  const key = section.querySelector('.map-key');
  const differenceKey = section.querySelector('.difference-key');
  const maps = [...section.querySelectorAll('figure')].map(createMap);

  async function decompress(base64) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    return new DataView(await new Response(stream).arrayBuffer());
  }

  function createMap(figure) {
    const group = figure.querySelector('svg.cells g');
    const shapes = day.cells.map((points) => {
      const shape = document.createElementNS('http://www.w3.org/2000/svg', 'polygon');
      shape.setAttribute('points', points);
      shape.append(document.createElementNS('http://www.w3.org/2000/svg', 'title'));
      group.append(shape);
      return shape;
    });
    return { name: figure.querySelector('.name'), note: figure.querySelector('.note'), shapes };
  }

  const chosenLayer = () =>
    day.layers[Number(section.querySelector('input[type=radio]:checked').value)];

  /** A count; data are little-endian, as the report writes them on every machine. */
  function countAt(place, frame, cell) {
    const { policy, layer } = place;
    const index = ((policy * day.stored + layer) * day.frames + frame) * cells + cell;
    return counts.getUint16(2 * index, true);
  }

  function sumOver(place, [from, to], cell) {
    let sum = 0;
    for (let frame = from; frame < to; frame += 1) sum += countAt(place, frame, cell);
    return sum;
  }

  /** The frames of a layer: one moment, the hour that begins then, or the whole day. */
  function framesOf(layer) {
    if (wholeDay.checked) return [0, day.frames];
    const from = Number(slider.value);
    return [from, layer.kind === 'moment' ? from + 1 : Math.min(day.frames, from + day.window)];
  }

  /** Part and whole of each hexagon; only a share has a whole. */
  function readCells(policy, layer) {
    const frames = framesOf(layer);
    const mean = layer.kind === 'moment' ? frames[1] - frames[0] : 1;
    return day.cells.map((_, cell) => {
      const part = sumOver({ policy, layer: layer.stored[0] }, frames, cell) / mean;
      if (layer.kind !== 'share') return { part, whole: undefined };
      return { part, whole: part + sumOver({ policy, layer: layer.stored[1] }, frames, cell) };
    });
  }

  /** Null where there are too few requests for a share. */
  function valueOf({ part, whole }) {
    if (whole === undefined) return part;
    return whole < day.leastRequests ? null : (100 * part) / whole;
  }

  function totalOf(values) {
    const part = values.reduce((sum, value) => sum + value.part, 0);
    const whole = values.reduce((sum, value) => sum + (value.whole ?? 0), 0);
    if (values[0]?.whole === undefined) return part;
    return whole === 0 ? null : (100 * part) / whole;
  }

  const numberText = (value, layer) =>
    value.toLocaleString('en', {
      maximumFractionDigits:
        layer.kind === 'share' || (wholeDay.checked && layer.kind === 'moment') ? 1 : 0,
    });

  function withUnit(value, layer) {
    if (value === null) return `no ${layer.noun}`;
    const number = numberText(value, layer);
    return `${number}${number === '1' ? layer.unit.replace(/s$/, '') : layer.unit}`;
  }

  function paint(shapes, describe) {
    shapes.forEach((shape, cell) => {
      const { fill, title } = describe(cell);
      shape.style.fill = fill;
      shape.firstChild.textContent = title;
    });
  }

  function heat(value, classes) {
    if (value === null) return 'var(--few)';
    const index = classes.filter(({ from }) => value >= from).length - 1;
    return index < 0 ? 'transparent' : `var(--heat-${index})`;
  }

  function shift(value, steps) {
    if (value === null) return 'var(--few)';
    const size = steps.filter((step) => Math.abs(value) >= step).length;
    return size === 0 ? 'transparent' : `var(--${value < 0 ? 'less' : 'more'}-${size - 1})`;
  }

  function showPolicy(map, { policy, values, layer }) {
    const classes = wholeDay.checked ? layer.dayClasses : layer.classes;
    map.name.textContent = policies[policy];
    map.note.textContent = withUnit(totalOf(values), layer);
    paint(map.shapes, (cell) => {
      const value = valueOf(values[cell]);
      const title = value === null ? 'too few requests' : withUnit(value, layer);
      return { fill: heat(value, classes), title };
    });
  }

  const signText = (value, layer) =>
    `${value > 0 ? '+' : ''}${numberText(value, layer)}${layer.kind === 'share' ? ' points' : ''}`.replace(
      '-',
      '−',
    );

  function showDifference(map, [a, b], layer) {
    const [totalA, totalB] = [totalOf(a), totalOf(b)];
    const both = totalA !== null && totalB !== null;
    map.name.textContent = `${policies[second.value]} − ${policies[first.value]}`;
    map.note.textContent = both ? signText(totalB - totalA, layer) : '–';
    const steps = wholeDay.checked ? layer.daySteps : layer.steps;
    paint(map.shapes, (cell) => {
      const [valueA, valueB] = [valueOf(a[cell]), valueOf(b[cell])];
      const difference = valueA === null || valueB === null ? null : valueB - valueA;
      const title = difference === null ? 'too few requests' : signText(difference, layer);
      return { fill: shift(difference, steps), title };
    });
  }

  function timeText(frame) {
    const seconds = day.startSeconds + frame * day.intervalSeconds;
    const dayNumber = Math.floor(seconds / 86400) + 1;
    const minutes = Math.round((seconds % 86400) / 60);
    const two = (value) => String(value).padStart(2, '0');
    const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
    return dayNumber > 1 ? `day ${dayNumber}, ${time}` : time;
  }

  function periodText(layer) {
    if (wholeDay.checked) return layer.kind === 'moment' ? 'mean of the whole day' : 'whole day';
    const [from, to] = framesOf(layer);
    return layer.kind === 'moment' ? timeText(from) : `${timeText(from)} to ${timeText(to)}`;
  }

  function createName(text) {
    const entry = document.createElement('li');
    entry.textContent = text;
    return entry;
  }

  function createEntry(colour, label) {
    const entry = document.createElement('li');
    const chip = document.createElement('span');
    chip.className = 'chip';
    chip.style.background = colour;
    entry.append(chip, label);
    return entry;
  }

  function showKeys(layer) {
    const classes = wholeDay.checked ? layer.dayClasses : layer.classes;
    const steps = wholeDay.checked ? layer.daySteps : layer.steps;
    const few = layer.kind === 'share' ? [createEntry('var(--few)', 'too few requests')] : [];
    const entries = classes.map(({ label }, i) => createEntry(`var(--heat-${i})`, label));
    key.replaceChildren(
      createName(`${layer.label}, ${periodText(layer)}, each hexagon:`),
      ...entries,
      ...few,
    );
    const unit = layer.kind === 'share' ? ' points' : '';
    const fewer = [...steps]
      .reverse()
      .map((step, i) => createEntry(`var(--less-${steps.length - 1 - i})`, `−${step}${unit}`));
    const more = steps.map((step, i) => createEntry(`var(--more-${i})`, `+${step}${unit}`));
    differenceKey.replaceChildren(createName('Difference, from:'), ...fewer, ...more);
  }

  function show() {
    const layer = chosenLayer();
    const [a, b] = [first, second].map((list) => readCells(Number(list.value), layer));
    showPolicy(maps[0], { policy: first.value, values: a, layer });
    if (maps[1]) showPolicy(maps[1], { policy: second.value, values: b, layer });
    if (maps[2]) showDifference(maps[2], [a, b], layer);
    clock.textContent = periodText(layer);
    slider.setAttribute('aria-valuetext', timeText(Number(slider.value)));
    slider.disabled = wholeDay.checked;
    play.disabled = wholeDay.checked;
    showKeys(layer);
  }

  /** Says the totals for screen readers, but not for each step while the day plays. */
  function say() {
    const totals = maps.map(({ name, note }) => `${name.textContent}: ${note.textContent}`);
    spoken.textContent = `${chosenLayer().label}, ${clock.textContent}. ${totals.join('; ')}`;
  }

  let timer;

  function stop() {
    clearInterval(timer);
    timer = undefined;
    play.textContent = 'Play';
    say();
  }

  function step() {
    const isLast = Number(slider.value) >= Number(slider.max);
    slider.value = isLast ? slider.min : String(Number(slider.value) + 1);
    show();
    if (Number(slider.value) >= Number(slider.max)) stop();
  }

  play.addEventListener('click', () => {
    if (timer !== undefined) return stop();
    timer = setInterval(step, 250);
    play.textContent = 'Pause';
    return step();
  });
  for (const control of [slider, wholeDay, ...section.querySelectorAll('input[type=radio]')]) {
    control.addEventListener('input', () => {
      if (timer !== undefined && control !== slider) stop();
      show();
      if (timer === undefined) say();
    });
  }
  document.addEventListener('pair', () => {
    show();
    say();
  });

  section.hidden = false;
  show();
})();
