import type { Evaluation } from '../../evaluation.js';
import { numberText } from '../../output/number-text.js';
import { encodeHtml, pairLists, section } from '../page/html-parts.js';
import type { MapFrame } from './map-frame.js';
import { mapMarkup } from './map-layers.js';
import type { PlayerData } from './player-data.js';

const HOUR_SECONDS = 3_600;

/** The maps with a time slider. `public/report/day-player.js` shows and fills them. */
export function playerSection({ results }: Evaluation, data: PlayerData, frame: MapFrame): string {
  const maps = results.length > 1 ? ['first', 'second', 'difference'] : ['first'];
  const figures = maps.map(
    (name) =>
      `<figure><figcaption><h3><span class="name">${name}</span> <span class="note"></span></h3></figcaption>${mapMarkup(frame, '', `Map: ${name}`)}</figure>`,
  );
  return section({
    id: 'player',
    isHidden: true,
    title: 'The day on the map',
    howToRead: `Choose what to see, and move through the day in steps of ${durationText(data.intervalSeconds)}. Riders count where they wanted to be picked up. Waiting riders and cars are those of the moment; requests are those of the ${periodText(data)} that begins then. A hexagon says its number when you point at it.`,
    content: `<div class="controls">${layerChoice(data)}${pairLists(results.map(({ policy }) => policy))}</div>${timeBar(data)}
<ul class="key map-key"></ul><div class="several three">${figures.join('')}</div>${maps.length > 1 ? '<ul class="key difference-key"></ul>' : '<ul class="key difference-key" hidden></ul>'}
<p class="spoken" aria-live="polite"></p>`,
  });
}

/** Formats `10 minutes` or `2 hours`. */
function durationText(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${numberText(minutes / 60)} hours`;
}

/** The time over which requests are counted: an hour, or a longer step. */
const periodText = ({ window, intervalSeconds }: PlayerData): string =>
  window > 1 || intervalSeconds <= HOUR_SECONDS ? 'hour' : 'step';

const layerChoice = ({ layers }: PlayerData): string =>
  `<fieldset><legend>Show</legend>${layers
    .map(
      ({ label }, i) =>
        `<label><input type="radio" name="layer" value="${i}"${i === 0 ? ' checked' : ''}>${encodeHtml(label)}</label>`,
    )
    .join('')}</fieldset>`;

/** The slider begins at the busiest hour, because at midnight most maps are empty. */
const timeBar = (data: PlayerData): string =>
  `<div class="controls time"><button type="button">Play</button><label class="slider"><span>Time of day</span><input type="range" min="0" max="${data.frames - 1}" step="1" value="${data.busiest}"></label><output></output><label><input type="checkbox">Whole day</label></div>`;
