import { useCallback, useEffect, useState } from 'react';
import type { DemoAgent, DemoCity, DemoControl } from './demo-control.js';

const POLL_EVERY_MS = 1000;
/** Agents that are listed at most. Agents on a trip come first. */
const MOST_AGENTS = 30;

export interface DemoView {
  city: DemoCity | undefined;
  agents: readonly DemoAgent[];
  total: number;
  /** The error of the last poll. */
  problem: unknown;
  /** Polls at once, after a change. */
  refresh: () => Promise<void>;
}

const emptyView = { city: undefined, agents: [], total: 0, problem: undefined };

/** The simulated city, polled every second while the tab is shown. */
export function useDemoCity(control: DemoControl): DemoView {
  const [view, setView] = useState<Omit<DemoView, 'refresh'>>(emptyView);
  const refresh = useCallback(async () => {
    try {
      const [city, list] = await Promise.all([control.city(), control.agents(MOST_AGENTS)]);
      setView({ city, ...list, problem: undefined });
    } catch (error) {
      setView((known) => ({ ...known, problem: error }));
    }
  }, [control]);
  useEffect(() => {
    let isUnmounted = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const poll = async () => {
      await refresh();
      if (!isUnmounted) timer = setTimeout(() => void poll(), POLL_EVERY_MS);
    };
    void poll();
    return () => {
      isUnmounted = true;
      clearTimeout(timer);
    };
  }, [refresh]);
  return { ...view, refresh };
}
