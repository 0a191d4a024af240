import { Fragment } from 'react';
import { splitIsolates } from './isolate.js';

/** A sentence of a sentence function. Each name in it (see `isolate`) stands in a `<bdi>`. */
export function Sentence({ children }: { children: string }) {
  return splitIsolates(children).map(({ text, isTyped }, index) =>
    isTyped ? <bdi key={index}>{text}</bdi> : <Fragment key={index}>{text}</Fragment>,
  );
}
