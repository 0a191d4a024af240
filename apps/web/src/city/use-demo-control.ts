import { useEffect, useState } from 'react';
import { DemoControl } from './demo-control.js';

/** The control of the demo; undefined where there is none, and until that is known. */
export function useDemoControl(): DemoControl | undefined {
  const [control, setControl] = useState<DemoControl>();
  useEffect(() => {
    readControl().then(setControl, () => undefined);
  }, []);
  return control;
}

/** A server without a demo may not know the address: that is no problem. */
async function readControl(): Promise<DemoControl | undefined> {
  const answer = await fetch('/pages/config.json', { cache: 'no-store' });
  if (!answer.ok) return undefined;
  const { demoControl } = (await answer.json()) as {
    demoControl?: { url: string; token: string } | null;
  };
  return demoControl ? new DemoControl(demoControl) : undefined;
}
