import { useCallback, useEffect, useState } from 'react';
import type { DemoAgent, DemoCity, DemoControl } from './demo-control.js';

const EVERY_MS = 1000;
/** Agents listed, those on a trip first. */
const MOST_AGENTS = 30;

export interface DemoView {
  city: DemoCity | undefined;
  agents: readonly DemoAgent[];
  total: number;
  /** Why the last look failed. */
  problem: unknown;
  look: () => Promise<void>;
}

/** The simulated city, looked at each second while it is shown. */
export function useDemoCity(control: DemoControl): DemoView {
  const [view, setView] = useState<Omit<DemoView, 'look'>>(nothing);
  const look = useCallback(async () => {
    try {
      const [city, list] = await Promise.all([control.city(), control.agents(MOST_AGENTS)]);
      setView({ city, ...list, problem: undefined });
    } catch (error) {
      setView((known) => ({ ...known, problem: error }));
    }
  }, [control]);
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = async () => {
      await look();
      if (!isOver) timer = setTimeout(() => void again(), EVERY_MS);
    };
    void again();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [look]);
  return { ...view, look };
}

const nothing = { city: undefined, agents: [], total: 0, problem: undefined };
