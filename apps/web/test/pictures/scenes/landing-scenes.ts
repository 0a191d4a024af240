import type { PictureScene } from '../picture-scene.js';

export const landingScenes: readonly PictureScene[] = [
  {
    name: 'landing',
    shows: 'The start page: what Tripstream is, and the ways into it',
    shots: [{ width: 1280 }, { width: 360, dark: true }, { width: 360, language: 'ar' }],
    arrange: async (stage) => (await stage.open('/')).locator('h1').waitFor(),
  },
];
