import type { CityMap } from '#contracts';
import { useEffect, useState } from 'react';
import { useSignedIn } from '../session/signed-in.js';

const RETRY_MS = 5000;

/** The roads to draw; undefined until they are loaded. It retries while the server is down. */
export function useCity(): CityMap | undefined {
  const { api, guarded } = useSignedIn();
  const [city, setCity] = useState<CityMap>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isUnmounted = false;
    const load = () => {
      guarded(() => api.city()).then(
        (loaded) => isUnmounted || setCity(loaded),
        () => {
          if (!isUnmounted) timer = setTimeout(load, RETRY_MS);
        },
      );
    };
    load();
    return () => {
      isUnmounted = true;
      clearTimeout(timer);
    };
  }, [api, guarded]);
  return city;
}
