import { join, relative } from 'node:path';
import { LessonCheck } from './lesson-check.js';
import { notePassed } from './progress.js';

/**
 * Runs the checker of a lesson and prints what it finds.
 * @returns {Promise<0 | 1>} 0 when every claim is right
 */
export async function checkLesson({ lesson, folder, program }) {
  const path = relative(process.cwd(), join(folder, program));
  console.log(`Lesson ${lesson.number}: ${lesson.title}\nchecking ${path}\n`);
  const { check } = await import(join(lesson.folder, 'check.js'));
  const run = new LessonCheck({ lesson, folder, program, onFinding: print });
  // A request of a claim may fail while the claim waits for another one: the claim fails by itself.
  process.on('unhandledRejection', () => {});
  await run.run(check);
  return conclude(lesson, run, program === 'server.js');
}

function print({ title, problem, leftOut }) {
  if (leftOut) console.log(`– ${title} (left out: ${leftOut})`);
  else console.log(`${problem === undefined ? '✔' : '✘'} ${title}`);
  if (problem !== undefined) console.log(`    ${problem.replaceAll('\n', '\n    ')}`);
}

function conclude(lesson, { findings, hasStopped }, isLearners) {
  const wrong = findings.filter(({ problem }) => problem !== undefined).length;
  if (wrong > 0) {
    console.log(`\n${wrong} of ${findings.length} ${wrong === 1 ? 'is' : 'are'} still wrong.`);
    if (hasStopped) console.log('The checker stopped there: later claims were not tried.');
    return 1;
  }
  if (isLearners) notePassed(lesson.number);
  console.log(`\nAll of it is right. ${nextStep(lesson)}`);
  return 0;
}

function nextStep({ number }) {
  return number === 17 ? 'This was the last chapter.' : `Go on: npm run lesson ${number + 1}`;
}
