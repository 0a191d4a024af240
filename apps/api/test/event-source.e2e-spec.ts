import { describe } from '@jest/globals';
import { nativeStreamLaws } from './native-stream-laws.js';
import { openPackageStream } from './native-stream.js';

describe('the eventsource package', () => nativeStreamLaws(openPackageStream));
