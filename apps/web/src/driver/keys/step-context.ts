import { createContext } from 'react';

/** How the buttons of the present step react to keys and presses. */
export interface StepContextValue {
  /** Keys press buttons. The driver can switch this off. */
  hasKeys: boolean;
  /** The step has only just begun: its keys and its main button have no effect yet. */
  isCooling: boolean;
}

export const StepContext = createContext<StepContextValue>({ hasKeys: true, isCooling: false });
