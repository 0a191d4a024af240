import { createContext } from 'react';

/** Whether keys press buttons: who doesn't want that can switch it off. */
export const KeysContext = createContext(true);
