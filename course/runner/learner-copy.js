import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
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
   * Writes the files afresh that the learner has changed. The changed ones stay beside them as
   * `server.old.js`, `server.old2.js` and so on.
   * @returns what it did, for the learner
   */
  reset() {
    const changed = this.#names().filter((name) => this.#isChanged(name));
    const kept = changed.map((name) => this.#keep(name));
    this.make();
    const folder = relative(process.cwd(), this.folder);
    if (kept.length === 0) return `${folder} is as at the beginning.`;
    return `${folder} is as at the beginning again. Your files are kept there as ${kept.join(', ')}.`;
  }

  #isChanged(name) {
    const path = join(this.folder, name);
    return (
      existsSync(path) && !readFileSync(path).equals(readFileSync(join(this.lesson.folder, name)))
    );
  }

  /** Renames a file of the learner. @returns its new name */
  #keep(name) {
    const nameOf = (count) => name.replace(/(\.\w+)$/, `.old${count > 1 ? count : ''}$1`);
    let count = 1;
    while (existsSync(join(this.folder, nameOf(count)))) count += 1;
    renameSync(join(this.folder, name), join(this.folder, nameOf(count)));
    return nameOf(count);
  }

  #names() {
    return readdirSync(this.lesson.folder).filter((name) => !NOT_COPIED.test(name));
  }
}
