const START = '\u2068';
const END = '\u2069';
/** The characters that open, close or override a direction: U+202A to U+202E, U+2066 to U+2069. */
const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text that a person typed, to be put into a sentence. It stands between the characters FIRST
 * STRONG ISOLATE and POP DIRECTIONAL ISOLATE, so its direction leaves the sentence as it is. In a
 * page, `Sentence` turns them into `<bdi>`.
 */
export const isolate = (typed: string): string => `${START}${typed.replace(CONTROLS, '')}${END}`;

/** A part of a sentence; `isTyped` marks a text of a person. */
export interface SentencePart {
  text: string;
  isTyped: boolean;
}

/** The parts of a sentence between and inside of its isolates. */
export function splitIsolates(sentence: string): SentencePart[] {
  return sentence.split(START).flatMap((piece, index) => {
    if (index === 0) return [{ text: piece, isTyped: false }];
    const end = piece.indexOf(END);
    if (end < 0) return [{ text: piece, isTyped: true }];
    const typed = { text: piece.slice(0, end), isTyped: true };
    return [typed, { text: piece.slice(end + 1), isTyped: false }];
  });
}
