/** Pixels that one press of an arrow key moves a pin. */
const STEP = 10;
const FINE_STEP = 1;

const DIRECTIONS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/**
 * The movement of a key press in pixels, y downwards; undefined for keys that move nothing. Keys
 * with Ctrl, Alt or Meta belong to the browser.
 */
export function keyStep(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>,
): [x: number, y: number] | undefined {
  const direction = DIRECTIONS[event.key];
  if (!direction || event.ctrlKey || event.altKey || event.metaKey) return undefined;
  const length = event.shiftKey ? FINE_STEP : STEP;
  return [direction[0] * length, direction[1] * length];
}
