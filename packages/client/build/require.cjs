'use strict';
throw new Error(
  '@tripstream/client is an ES module, and this program cannot load one with require(). ' +
    'Use `await import("@tripstream/client")`, or Node.js 20.19, 22.12 or later, whose require() loads ES modules. ' +
    'In Jest, run the tests as ES modules or let a transform compile the package (transformIgnorePatterns).',
);
