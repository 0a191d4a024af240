import type { PictureScene } from '../picture-scene.js';
import { bytesScenes } from './bytes-scenes.js';
import { cityScenes } from './city-scenes.js';
import { driverScenes } from './driver-scenes.js';
import { landingScenes } from './landing-scenes.js';
import { raceScenes } from './race-scenes.js';
import { riderScenes } from './rider-scenes.js';
import { shareScenes } from './share-scenes.js';

/** Every picture of docs/images, but for the drawings of the dispatch policies. */
export const scenes: readonly PictureScene[] = [
  ...landingScenes,
  ...raceScenes,
  ...riderScenes,
  ...shareScenes,
  ...driverScenes,
  ...cityScenes,
  ...bytesScenes,
];
