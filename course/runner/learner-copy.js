import { cpSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join, relative } from 'node:path';
import { MINE } from './progress.js';

/** What a learner does not work on, `tools` for the second window, and `mends` that are not enough. */
const NOT_COPIED = /^(solution|check|lesson)\.js$|\.solution\.js$|\.ts$|^(tools|mends)$/;

/** The learner's copy of a lesson, in a folder that git ignores. */
export class LearnerCopy {
  constructor(lesson) {
    this.lesson = lesson;
    this.folder = join(MINE, lesson.name);
  }

  /** Writes the files that the copy lacks. */
  make() {
    mkdirSync(this.folder, { recursive: true });
    for (const name of this.#names()) {
      const target = join(this.folder, name);
      if (!existsSync(target)) cpSync(join(this.lesson.folder, name), target);
    }
  }

  /**
   * Writes all files afresh. The old ones stay beside them as `server.old.js`.
   * @returns what it did, for the learner
   */
  reset() {
    for (const name of this.#names()) {
      const path = join(this.folder, name);
      if (existsSync(path)) renameSync(path, path.replace(/(\.\w+)$/, '.old$1'));
    }
    this.make();
    return `${relative(process.cwd(), this.folder)} is new. The old files are there as *.old.*`;
  }

  #names() {
    return readdirSync(this.lesson.folder).filter((name) => !NOT_COPIED.test(name));
  }
}
