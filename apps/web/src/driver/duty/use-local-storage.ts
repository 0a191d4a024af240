import { useCallback, useState } from 'react';

const keyOf = (name: string): string => `tripstream.drive.${name}`;

/**
 * A choice that this browser remembers. Where storage is refused, as in some private windows, it
 * lasts as long as the page.
 *
 * @param isValid whether what was found is what this version of the page understands
 */
export function useLocalStorage<T>(
  name: string,
  initial: T,
  isValid: (found: unknown) => found is T,
) {
  const [value, setValue] = useState<T>(() => {
    const found = load(name);
    return isValid(found) ? found : initial;
  });
  const keep = useCallback(
    (next: T) => {
      setValue(next);
      save(name, next);
    },
    [name],
  );
  return [value, keep] as const;
}

function load(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(keyOf(name)) ?? 'null');
  } catch {
    return null;
  }
}

function save(name: string, value: unknown): void {
  try {
    localStorage.setItem(keyOf(name), JSON.stringify(value));
  } catch {
    // Refused: it lasts as long as the page.
  }
}
