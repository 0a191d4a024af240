import { abortableDelay, TripstreamApi } from '#client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { readJson, type MiniRoads } from '../../landing/city-data.js';
import { useCommand, type Command } from '../../problem/use-command.js';
import { planSampleRide } from '../../side-by-side/sample-ride.js';
import type { PhoneStream } from '../phone/phone.js';
import { RideRunner } from './ride-runner.js';

const RIDER = 'Ada';
const DRIVER = 'Grace';
const GAP_MS = 3_000;

/** A page that stays open must not fill the history of the server with its rides. */
export const MOST_RIDES = 20;

const ROADS = '/pages/roads.json';

export interface Rides {
  /** Number of the last ride that has begun; 0 before the first. */
  number: number;
  isRunning: boolean;
  /** A ride or the pause after it is under way. */
  isBusy: boolean;
  problem: Command['problem'];
  repeats: boolean;
  chooseRepeats: (repeats: boolean) => void;
  start: () => void;
}

interface Runner {
  rides: RideRunner;
  stream: PhoneStream;
}

/**
 * The rides of the page: each one begins with the button, or follows the one before.
 *
 * @param onStream called with the stream of the rider as soon as the first ride was requested
 */
export function useRides(onStream: (stream: PhoneStream) => void): Rides {
  const { isBusy, problem, run } = useCommand();
  const [progress, setProgress] = useState({ number: 0, isRunning: false });
  const [repeats, setRepeats] = useState(true);
  const latest = useRef(repeats);
  useEffect(() => {
    latest.current = repeats;
  }, [repeats]);
  const runner = useRef<Runner>(undefined);
  const ending = useEnding();
  const start = useCallback(() => {
    const takeRides = async (): Promise<void> => {
      const { signal } = ending();
      const { rides, stream } = (runner.current ??= await prepare(signal));
      for (let ride = 1; ride <= MOST_RIDES && !signal.aborted; ride++) {
        const running = await rides.request(DRIVER);
        setProgress(({ number }) => ({ number: number + 1, isRunning: true }));
        onStream(stream);
        await running.untilEnded(signal).finally(() => setProgress(pause));
        if (!latest.current || document.hidden) return;
        await abortableDelay(GAP_MS, signal);
      }
    };
    run(takeRides);
  }, [run, onStream, ending]);
  return { ...progress, isBusy, problem, repeats, chooseRepeats: setRepeats, start };
}

const pause = ({ number }: { number: number }) => ({ number, isRunning: false });

/** @returns gives the controller that the end of the page aborts */
function useEnding(): () => AbortController {
  const ending = useRef(new AbortController());
  useEffect(() => {
    ending.current = new AbortController();
    return () => ending.current.abort();
  }, []);
  return useCallback(() => ending.current, []);
}

/** Creates the rider, whose session stays in this page: no cookie and no other page changes. */
async function prepare(signal: AbortSignal): Promise<Runner> {
  const baseUrl = location.origin;
  const anonymous = new TripstreamApi({
    baseUrl,
    fetch: (input, init) => fetch(input, { ...init, credentials: 'omit' }),
  });
  // The first request, because its problem says what to do about a server that is away.
  const session = await anonymous.createSession({ role: 'rider', name: RIDER });
  const ride = planSampleRide(await readJson<MiniRoads>(ROADS, signal));
  if (!ride) throw new Error('The city has no roads.');
  const { token } = session;
  const rides = new RideRunner({ api: anonymous.withToken(token), session }, ride);
  return { rides, stream: { url: `${baseUrl}/v1/riders/me/stream`, token } };
}
