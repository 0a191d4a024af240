import { findChromium } from './find-chromium.mjs';

// Preloaded (`node --import`) by programs that drive the system's Chromium without Jest.
const chromium = findChromium();
if (chromium) process.env.CHROMIUM_PATH = chromium;
