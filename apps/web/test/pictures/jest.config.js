import { fileURLToPath } from 'node:url';
import base from '../../../../jest.config.js';

/** The browser tests' own set-up, for the program that takes the pictures (`npm run pictures`). */
const browser = base.projects.find(({ displayName }) => displayName === 'browser');
if (!browser) {
  throw new Error('No Chromium found: apt-get install chromium, or set CHROMIUM_PATH.');
}

const rootDir = fileURLToPath(new URL('../../../..', import.meta.url));

export default {
  ...base,
  rootDir,
  maxWorkers: 1,
  projects: [
    {
      ...browser,
      rootDir,
      displayName: 'pictures',
      testMatch: ['<rootDir>/apps/web/test/pictures/take-pictures.ts'],
    },
  ],
};
