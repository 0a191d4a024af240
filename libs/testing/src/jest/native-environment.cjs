const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/** What Jest, or a test, replaces in this process while a test file runs. */
const REPLACED = [
  [globalThis, 'console'],
  [process, 'exit'],
  [process, 'getBuiltinModule'],
  [Error, 'stackTraceLimit'],
];

/** The environment of native-runner.cjs: the process itself, left as it was found. */
module.exports = class NativeEnvironment {
  constructor({ projectConfig }) {
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = null;
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    this.descriptors = REPLACED.map(([holder, key]) =>
      Object.getOwnPropertyDescriptor(holder, key),
    );
    this.variables = { ...process.env };
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    REPLACED.forEach(([holder, key], index) => {
      const descriptor = this.descriptors[index];
      if (descriptor) Object.defineProperty(holder, key, descriptor);
      else delete holder[key];
    });
    for (const name of Object.keys(process.env)) {
      if (!(name in this.variables)) delete process.env[name];
    }
    Object.assign(process.env, this.variables);
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return null;
  }
};
