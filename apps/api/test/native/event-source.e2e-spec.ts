import { describe } from '@jest/globals';
import { testNativeStream } from './native-stream-properties.js';
import { openPackageStream } from './native-stream.js';

describe('the eventsource package', () => testNativeStream(openPackageStream));
