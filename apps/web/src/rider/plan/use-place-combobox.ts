import type { Position } from '#contracts';
import { useState, type ComponentProps, type KeyboardEvent } from 'react';
import { placeText, type ChosenPlace } from './place-text.js';
import { parsePosition } from './typed-position.js';
import { usePlaceSearch, type PlaceSearch } from './use-place-search.js';

export interface PlaceComboboxOptions {
  place: ChosenPlace | undefined;
  /** The next tap on the map sets this place. */
  onChoose: () => void;
  onChange: (place: ChosenPlace | undefined) => void;
  /** The centre of the map: places near it are found first. */
  mapCentre: () => Position | undefined;
}

export interface PlaceCombobox {
  inputProps: ComponentProps<'input'>;
  search: PlaceSearch;
  isOpen: boolean;
  /** The index of the option that Enter takes; -1 without one. */
  active: number;
  take: (place: ChosenPlace) => void;
  close: () => void;
}

/** The id of an option, for `aria-activedescendant`. */
export const optionId = (id: string, index: number): string => `${id}-option-${index}`;

/**
 * The behaviour of a combobox: the arrow keys move through the list, Enter takes an option, Escape
 * closes the list and then empties the field. The focus never leaves the field.
 */
export function usePlaceCombobox(options: PlaceComboboxOptions, id: string): PlaceCombobox {
  const { place, onChange, onChoose, mapCentre } = options;
  const [draft, setDraft] = useState<string>();
  const [isClosed, setClosed] = useState(false);
  const [active, setActive] = useState(-1);
  const search = usePlaceSearch(searchedText(draft), mapCentre);
  const { places } = search;
  const isOpen = draft !== undefined && !isClosed && search.state !== 'idle';
  const close = () => setDraft(undefined);
  const take = (chosen: ChosenPlace) => {
    close();
    onChange(chosen);
  };
  const type = (text: string) => {
    setDraft(text);
    setClosed(false);
    setActive(-1);
    // A text that is no position names no place yet, so the earlier place has gone.
    onChange(placeOfPosition(text));
  };
  const move = (step: 1 | -1): boolean => {
    if (draft === undefined) return false;
    setClosed(false);
    setActive((index) => nextIndex({ index, step, count: places.length }));
    return true;
  };
  const onKeyDown = keyHandler({
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => {
      // While the search for a longer text runs, the first place is still that of the shorter one.
      const first = search.state === 'found' ? places[0] : undefined;
      const chosen = places[active] ?? first;
      if (isOpen && chosen) take(chosen);
      return isOpen;
    },
    Escape: () => {
      if (isOpen) setClosed(true);
      else type('');
      return true;
    },
  });
  const inputProps = {
    ...comboboxRole({ id, isOpen: isOpen && places.length > 0, active }),
    value: draft ?? (place ? placeText(place) : ''),
    onFocus: onChoose,
    onChange: (event: { target: { value: string } }) => type(event.target.value),
    onBlur: close,
    onKeyDown,
  };
  return { inputProps, search, isOpen, active, take, close };
}

function placeOfPosition(text: string): ChosenPlace | undefined {
  const position = parsePosition(text);
  return position && { position };
}

/** A typed position is no search. */
const searchedText = (draft: string | undefined): string | undefined =>
  draft !== undefined && parsePosition(draft) ? undefined : draft;

interface ShownList {
  id: string;
  isOpen: boolean;
  active: number;
}

/** What the pattern asks of the field, for screen readers. */
const comboboxRole = ({ id, isOpen, active }: ShownList) => ({
  role: 'combobox',
  'aria-autocomplete': 'list' as const,
  'aria-expanded': isOpen,
  'aria-controls': `${id}-list`,
  'aria-activedescendant': isOpen && active >= 0 ? optionId(id, active) : undefined,
  'aria-describedby': `${id}-state`,
});

/** The option after or before another one, round the ends of the list; -1 in an empty list. */
function nextIndex({ index, step, count }: { index: number; step: 1 | -1; count: number }) {
  if (count === 0) return -1;
  if (index < 0) return step > 0 ? 0 : count - 1;
  return (index + step + count) % count;
}

/** A handler that keeps the browser's own action unless the key was used, which is returned. */
const keyHandler =
  (handlers: Record<string, () => boolean>) =>
  (event: KeyboardEvent): void => {
    // While an input method composes a word, Enter and the arrow keys belong to it.
    if (event.nativeEvent.isComposing) return;
    if (handlers[event.key]?.()) event.preventDefault();
  };
