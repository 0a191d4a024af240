import { describeLesson } from '../../testing/describe-lesson.js';

await describeLesson(16);
