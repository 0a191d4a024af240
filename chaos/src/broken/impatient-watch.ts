import 'reflect-metadata';
import { ContinuousWatch } from '../../../libs/matching/src/engine/continuous-watch.js';
import { replaceMethods } from './replace-methods.js';

// Absence counts from the last sign of life, also when no server was there to hear one.
replaceMethods(ContinuousWatch, { note: () => new Date(0) });
