import type { Position } from '#contracts';
import { writePosition } from './typed-position.js';

/** A place that a rider has chosen. Its name is null or missing until the server has named it. */
export interface ChosenPlace {
  position: Position;
  name?: string | null | undefined;
}

/** The name of a place, or its position where it has none. */
export const placeText = ({ position, name }: ChosenPlace): string =>
  name ?? writePosition(position);
