import type { Evaluation } from '../../evaluation.js';
import { encodeHtml, pairLists, section } from '../page/html-parts.js';
import type { MapFrame } from './map-frame.js';
import { mapMarkup } from './map-layers.js';
import type { PlayerData } from './player-data.js';

/** The maps with a time slider. `public/report/day-player.js` shows and fills them. */
export function playerSection({ results }: Evaluation, data: PlayerData, frame: MapFrame): string {
  const minutes = Math.round(data.intervalSeconds / 60);
  const maps = results.length > 1 ? ['first', 'second', 'difference'] : ['first'];
  const figures = maps.map(
    (name) =>
      `<figure><figcaption><h3><span class="name">${name}</span> <span class="note"></span></h3></figcaption>${mapMarkup(frame, '', `Map: ${name}`)}</figure>`,
  );
  return section({
    id: 'player',
    isHidden: true,
    title: 'The day on the map',
    howToRead: `Choose what to see, and move through the day in steps of ${minutes} minutes. Riders count where they wanted to be picked up. Waiting riders and cars are those of the moment; requests are those of the hour that begins then. A hexagon says its number when you point at it.`,
    content: `<div class="controls">${layerChoice(data)}${pairLists(results.map(({ policy }) => policy))}</div>${timeBar(data)}
<ul class="key map-key"></ul><div class="several three">${figures.join('')}</div>${maps.length > 1 ? '<ul class="key difference-key"></ul>' : '<ul class="key difference-key" hidden></ul>'}
<p class="spoken" aria-live="polite"></p>`,
  });
}

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
