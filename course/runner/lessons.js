import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../lessons');

/**
 * A chapter of the course.
 * @typedef {object} Lesson
 * @property {number} number
 * @property {string} title
 * @property {string[]} needs what has to run or to be installed: `postgres`, `nginx`, `nats-server`
 * @property {string[]} companions further programs of its folder that its window starts
 * @property {string} name of its folder and of its chapter, for example `05-cut-the-line`
 * @property {string} folder the path of its folder
 */

/** @type {Lesson[]} all chapters, in order */
export const LESSONS = await Promise.all(
  readdirSync(FOLDER)
    .filter((name) => /^\d\d-/.test(name))
    .sort()
    .map(loadLesson),
);

/** @throws an error for the learner when there is no such chapter */
export function findLesson(number) {
  const lesson = LESSONS.find((each) => String(each.number) === String(number).replace(/^0/, ''));
  if (lesson) return lesson;
  const message = `There is no lesson ${number}: the chapters are 1 to ${LESSONS.length}.`;
  throw Object.assign(new Error(message), { isForLearner: true });
}

async function loadLesson(name) {
  const folder = join(FOLDER, name);
  const { default: lesson } = await import(join(folder, 'lesson.js'));
  return { needs: [], companions: [], ...lesson, name, folder };
}
