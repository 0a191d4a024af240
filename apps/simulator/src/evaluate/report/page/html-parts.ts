import { format } from 'echarts/core';

/** Escapes a text for HTML, also within an attribute. */
export const encodeHtml = (text: string): string => format.encodeHTML(text);

export interface KeyEntry {
  readonly colour: string;
  readonly label: string;
}

/** A section of the page with an explanation. */
export interface Section {
  readonly id?: string;
  /** Whether the section stays hidden until a script shows it. */
  readonly isHidden?: boolean;
  readonly title: string;
  readonly howToRead: string;
  /** HTML markup. */
  readonly content: string;
}

export function section({ id, isHidden, title, howToRead, content }: Section): string {
  const attributes = `${id === undefined ? '' : ` id="${id}"`}${isHidden ? ' hidden' : ''}`;
  return `<section${attributes}><h2>${encodeHtml(title)}</h2><p class="muted">${encodeHtml(howToRead)}</p>${content}</section>`;
}

export const chip = (colour: string): string =>
  `<span class="chip" style="background:${colour}"></span>`;

/** The legend of colours, with an optional title. */
export const colourKey = (entries: readonly KeyEntry[], name?: string): string =>
  `<ul class="key">${name === undefined ? '' : `<li>${encodeHtml(name)}</li>`}${entries
    .map(({ colour, label }) => `<li>${chip(colour)}${encodeHtml(label)}</li>`)
    .join('')}</ul>`;

export interface Figure {
  readonly colour: string;
  readonly title: string;
  /** Text beside the title with the main result. */
  readonly note: string;
  /** HTML markup. */
  readonly picture: string;
}

export const figure = ({ colour, title, note, picture }: Figure): string =>
  `<figure><figcaption><h3>${chip(colour)}${encodeHtml(title)}
<span class="note">${encodeHtml(note)}</span></h3></figcaption>${picture}</figure>`;

/**
 * Two lists, by which a reader chooses two policies: the first and the last one to begin with.
 * `public/report/pair-choice.js` keeps the choice the same in all sections. One policy needs none.
 */
export function pairLists(policies: readonly string[]): string {
  const list = (name: string, label: string, chosen: number): string => {
    const options = policies.map(
      (policy, i) =>
        `<option value="${i}"${i === chosen ? ' selected' : ''}>${encodeHtml(policy)}</option>`,
    );
    return `<label>${label} <select data-pair="${name}" autocomplete="off">${options.join('')}</select></label>`;
  };
  const isHidden = policies.length < 2 ? ' hidden' : '';
  return `<div class="pair"${isHidden}>${list('first', 'Compare', 0)}${list('second', 'with', policies.length - 1)}</div>`;
}

/** A chart that is drawn twice: for the width of a screen and for that of a phone. */
export const twoWidths = (draw: (isNarrow: boolean) => string): string =>
  `<figure><div class="on-wide">${draw(false)}</div><div class="on-narrow">${draw(true)}</div></figure>`;
