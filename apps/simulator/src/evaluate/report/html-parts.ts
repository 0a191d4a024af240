import { format } from 'echarts/core';

export interface KeyEntry {
  readonly colour: string;
  readonly label: string;
}

/** A section of the page with an explanation. */
export interface Section {
  readonly title: string;
  readonly howToRead: string;
  /** HTML markup. */
  readonly content: string;
}

export const section = ({ title, howToRead, content }: Section): string =>
  `<section><h2>${format.encodeHTML(title)}</h2><p class="muted">${format.encodeHTML(howToRead)}</p>${content}</section>`;

export const chip = (colour: string): string =>
  `<span class="chip" style="background:${colour}"></span>`;

/** The legend of colours, with an optional title. */
export const colourKey = (entries: readonly KeyEntry[], name?: string): string =>
  `<ul class="key">${name === undefined ? '' : `<li>${format.encodeHTML(name)}</li>`}${entries
    .map(({ colour, label }) => `<li>${chip(colour)}${format.encodeHTML(label)}</li>`)
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
  `<figure><figcaption><h3>${chip(colour)}${format.encodeHTML(title)}
<span class="note">${format.encodeHTML(note)}</span></h3></figcaption>${picture}</figure>`;
