import { describe } from '@jest/globals';
import { nativeStreamLaws } from './native-stream-properties.js';
import { openPackageStream } from './native-stream.js';

describe('the eventsource package', () => nativeStreamLaws(openPackageStream));
