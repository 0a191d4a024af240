import type { CityMap } from '#contracts';
import { useEffect, useState } from 'react';
import { useSignedIn } from '../session/signed-in.js';

const RETRY_MS = 5000;

/** The roads to draw; undefined until they are here. Asks again while the server is away. */
export function useCity(): CityMap | undefined {
  const { api, guarded } = useSignedIn();
  const [city, setCity] = useState<CityMap>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const load = () => {
      guarded(() => api.city()).then(
        (loaded) => isOver || setCity(loaded),
        () => {
          if (!isOver) timer = setTimeout(load, RETRY_MS);
        },
      );
    };
    load();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [api, guarded]);
  return city;
}
