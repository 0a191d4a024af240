import { format } from 'echarts/core';

export interface KeyEntry {
  readonly colour: string;
  readonly label: string;
}

/** A part of the page: what it shows, and how to read it. */
export interface Section {
  readonly title: string;
  readonly howToRead: string;
  /** Markup. */
  readonly content: string;
}

export const section = ({ title, howToRead, content }: Section): string =>
  `<section><h2>${format.encodeHTML(title)}</h2><p class="muted">${format.encodeHTML(howToRead)}</p>${content}</section>`;

export const chip = (colour: string): string =>
  `<span class="chip" style="background:${colour}"></span>`;

/** What colours mean, after a name for all of them if they have one. */
export const colourKey = (entries: readonly KeyEntry[], name?: string): string =>
  `<ul class="key">${name === undefined ? '' : `<li>${format.encodeHTML(name)}</li>`}${entries
    .map(({ colour, label }) => `<li>${chip(colour)}${format.encodeHTML(label)}</li>`)
    .join('')}</ul>`;

export interface Figure {
  readonly colour: string;
  readonly title: string;
  /** Beside the title: what the eye should find in the picture. */
  readonly note: string;
  /** Markup. */
  readonly picture: string;
}

export const figure = ({ colour, title, note, picture }: Figure): string =>
  `<figure><figcaption><h3>${chip(colour)}${format.encodeHTML(title)}
<span class="note">${format.encodeHTML(note)}</span></h3></figcaption>${picture}</figure>`;
