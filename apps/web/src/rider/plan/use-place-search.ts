import { abortableDelay } from '#client';
import type { Position } from '#contracts';
import { useEffect, useState } from 'react';
import { useSignedIn } from '../../session/signed-in.js';
import { searchPlaces } from './place-requests.js';
import type { ChosenPlace } from './place-text.js';

/** The delay before a search, so that typing does not send one for each key. */
const DEBOUNCE_MS = 200;
const SHORTEST_QUERY = 2;

export interface PlaceSearch {
  /** `searching`: the places are those of an earlier text. `failed`: the server could not be asked. */
  state: 'idle' | 'searching' | 'found' | 'failed';
  places: readonly ChosenPlace[];
  /** The sentence that the source of the places asks for; null without one. */
  attribution: string | null;
}

interface Answered extends PlaceSearch {
  /** The text that the places and the state belong to. */
  answered: string;
}

const IDLE: PlaceSearch = { state: 'idle', places: [], attribution: null };
const NOT_ASKED: Answered = { ...IDLE, answered: '' };

/**
 * The places for a typed text. A new text aborts the request for the one before.
 *
 * @param query undefined when the user does not search
 */
export function usePlaceSearch(
  query: string | undefined,
  near: () => Position | undefined,
): PlaceSearch {
  const { token } = useSignedIn();
  const [{ answered, ...search }, setSearch] = useState(NOT_ASKED);
  const text = query?.trim() ?? '';
  useEffect(() => {
    if (text.length < SHORTEST_QUERY) {
      setSearch(NOT_ASKED);
      return undefined;
    }
    const outdated = new AbortController();
    const { signal } = outdated;
    const run = async () => {
      await abortableDelay(DEBOUNCE_MS, signal);
      signal.throwIfAborted();
      const found = await searchPlaces({ query: text, near: near() }, { token, signal });
      signal.throwIfAborted();
      setSearch({ ...found, state: 'found', answered: text });
    };
    run().catch(() => {
      if (!signal.aborted) setSearch({ ...NOT_ASKED, state: 'failed', answered: text });
    });
    return () => outdated.abort();
    // `near` is a new function in each render, and only the place of the moment counts.
  }, [text, token]);
  if (text.length < SHORTEST_QUERY) return IDLE;
  return text === answered ? search : { ...search, state: 'searching' };
}
