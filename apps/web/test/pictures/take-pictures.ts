import { afterAll, afterEach, beforeAll, describe, it } from '@jest/globals';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { createTestDatabase, launchChromium, type TestDatabase } from '#testing';
import { killApiProcesses, SqlPeek, startApiProcess, type ApiProcess } from '#api-harness';
import { writeGallery } from './gallery.js';
import { landingPictures } from './landing-pictures.js';
import { looksLike, reduceToPalette } from './palette-png.js';
import { fileNameOf } from './picture-scene.js';
import { scenes } from './scenes/index.js';
import { Stage } from './stage.js';

const DOCS = fileURLToPath(new URL('../../../../docs/', import.meta.url));

/** The start page shows these: the image of the server has no docs. */
const LANDING = fileURLToPath(new URL('../../src/landing/pictures/', import.meta.url));

const SETTINGS = {
  RATE_LIMIT_PER_SECOND: '100000',
  // Time enough to take the picture of an offer.
  OFFER_SECONDS: '30',
};

const pictures = scenes.flatMap((scene) =>
  scene.shots.map((shot) => ({ file: fileNameOf(scene, shot), scene, shot })),
);

let browser: Browser;
let database: TestDatabase;
let server: ApiProcess;
let peek: SqlPeek;

beforeAll(async () => {
  [browser, database] = await Promise.all([launchChromium(), createTestDatabase()]);
  server = await startApiProcess({ DATABASE_URL: database.url, ...SETTINGS });
  peek = await SqlPeek.at({ databaseUrl: database.url });
});

afterEach(async () => {
  await peek.resetCity();
  // The last hours of the next city are its own.
  await peek.rows(
    `UPDATE trip SET requested_at = requested_at - interval '2 days',
       ended_at = ended_at - interval '2 days'`,
  );
});

afterAll(async () => {
  await Promise.all([browser.close(), peek.close()]);
  writeFileSync(`${DOCS}pictures.md`, writeGallery(scenes));
  for (const [copy, file] of Object.entries(landingPictures)) {
    copyFileSync(`${DOCS}images/${file}`, `${LANDING}${copy}`);
  }
  await killApiProcesses();
  await database.drop();
});

/** An unchanged scene keeps its file, so that a run changes the pictures of what has changed. */
function keepOrWrite(path: string, picture: Uint8Array): void {
  if (existsSync(path) && looksLike(readFileSync(path), picture)) return;
  writeFileSync(path, picture);
}

describe('pictures', () => {
  it.each(pictures)('$file', async ({ file, scene, shot }) => {
    const stage = new Stage(server, browser, shot, peek);
    try {
      await scene.arrange(stage);
      keepOrWrite(`${DOCS}images/${file}`, reduceToPalette(await stage.takePicture()));
    } finally {
      await stage.close();
    }
  });
});
