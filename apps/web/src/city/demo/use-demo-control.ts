import { useEffect, useState } from 'react';
import { pageConfig } from '../../page/page-config.js';
import { DemoControl } from './demo-control.js';

/** The demo's control port; undefined outside of the demo, and until the settings are loaded. */
export function useDemoControl(): DemoControl | undefined {
  const [control, setControl] = useState<DemoControl>();
  useEffect(() => {
    readControl().then(setControl, () => undefined);
  }, []);
  return control;
}

async function readControl(): Promise<DemoControl | undefined> {
  const { demoControl } = await pageConfig();
  return demoControl ? new DemoControl(demoControl) : undefined;
}
