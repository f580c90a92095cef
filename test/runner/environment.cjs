// The world that all test files of a worker share: Node's own, not a new one for each file. What a file leaves behind is taken away after it.
const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/** What the test framework keeps in the world for one file: its tests and its event handlers. */
const OF_ONE_FILE = ['Symbol(JEST_STATE_SYMBOL)', 'Symbol(EVENT_HANDLERS)'];

module.exports = class {
  fakeTimers = null;
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  #before = {
    console,
    exit: process.exit,
    env: { ...process.env },
    folder: process.cwd(),
    atEnd: process.listeners('beforeExit'),
  };

  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  async teardown() {
    const { console, exit, env, folder, atEnd } = this.#before;
    this.fakeTimersModern.dispose();
    globalThis.console = console;
    process.exit = exit;
    process.chdir(folder);
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    Object.assign(process.env, env);
    // An App made while CDK_OUTDIR was set synthesises when the process ends.
    for (const ended of process.listeners('beforeExit')) if (!atEnd.includes(ended)) process.removeListener('beforeExit', ended);
    // CDK removes its temporary folders when the process ends. Jest waits half a second for that.
    for (const ended of process.listeners('exit')) if (String(ended).includes('cleanupTemporaryDirectories')) ended();
    for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
      if (OF_ONE_FILE.includes(String(symbol))) delete globalThis[symbol];
    }
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return null;
  }
};
