/**
 * The command of the course. `npm run lesson` lists the chapters, `npm run lesson 5` starts chapter 5,
 * `npm run lesson 5 -- --check` checks the learner's server. USAGE has all of it.
 */
import { parseArgs } from 'node:util';
import { checkLesson } from './runner/check-lesson.js';
import { LearnerCopy } from './runner/learner-copy.js';
import { findLesson, LESSONS } from './runner/lessons.js';
import { LessonWindow } from './runner/lesson-window.js';
import { missingPrograms } from './runner/programs.js';
import { readProgress } from './runner/progress.js';

const USAGE = `
  npm run lesson                          lists the chapters
  npm run lesson 5                        starts chapter 5 with your copy of its server
  npm run lesson 5 -- --check             checks your copy
  npm run lesson 5 -- --solution          starts chapter 5 with the solution
  npm run lesson 5 -- --check --solution  checks the solution
  npm run lesson 5 -- --reset             writes your copy afresh, and keeps the old one
`;
const FLAGS = ['check', 'solution', 'reset'];

try {
  const code = await run();
  // A claim that was given up may still wait for its server. The callback comes after the output.
  process.stdout.write('', () => process.exit(code));
} catch (error) {
  console.error(error.isForLearner ? `${error.message}\n${USAGE}` : error);
  // Servers that run already, and the watchers of their files, would keep this process alive.
  process.exit(2);
}

async function run() {
  const { number, flags } = readCommand();
  if (number === undefined) return listLessons();
  const lesson = findLesson(number);
  const missing = missingPrograms(lesson.needs);
  if (missing.length > 0) throw forLearner(describeMissing(number, missing));
  const copy = new LearnerCopy(lesson);
  if (flags.reset) console.log(copy.reset());
  else copy.make();
  const folder = flags.solution ? lesson.folder : copy.folder;
  const program = flags.solution ? 'solution.js' : 'server.js';
  if (flags.check) return checkLesson({ lesson, folder, program });
  return flags.reset ? 0 : new LessonWindow({ lesson, folder, program }).run();
}

function readCommand() {
  const options = Object.fromEntries(FLAGS.map((flag) => [flag, { type: 'boolean' }]));
  let parsed;
  try {
    parsed = parseArgs({ options, allowPositionals: true });
  } catch (error) {
    throw forLearner(error.message.split('. ')[0]);
  }
  const [number, ...rest] = parsed.positionals;
  if (rest.length > 0) throw forLearner(`One chapter at a time: ${parsed.positionals.join(' ')}`);
  const flags = Object.fromEntries(FLAGS.map((flag) => [flag, parsed.values[flag] ?? asked(flag)]));
  if (number === undefined && Object.values(flags).includes(true)) {
    throw forLearner('Which chapter? A flag needs a number before it.');
  }
  return { number, flags };
}

/** `npm run lesson 5 --check`, without the `--`, gives the flag to npm, which keeps it in a variable. */
function asked(flag) {
  return process.env[`npm_config_${flag}`] === 'true';
}

function describeMissing(number, programs) {
  const names = programs.join(' ');
  return `Lesson ${number} needs ${names}: install it with "apt-get install ${names}" or "brew install ${names}".`;
}

function listLessons() {
  const passed = readProgress();
  for (const { number, title } of LESSONS) {
    console.log(`${passed.has(number) ? '✔' : ' '} ${String(number).padStart(2)}  ${title}`);
  }
  console.log(`${USAGE}\n✔ marks the chapters whose check your copy has passed.`);
  return 0;
}

function forLearner(message) {
  return Object.assign(new Error(message), { isForLearner: true });
}
