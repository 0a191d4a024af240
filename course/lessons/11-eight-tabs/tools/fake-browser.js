import { setImmediate as nextTick } from 'node:timers/promises';
import { createContext, runInContext } from 'node:vm';

/** Tabs without a browser: what the script of a tab sees of the page and of the other tabs. */
export class FakeBrowser {
  tabs = [];
  /** The connections to the server: each open `EventSource`. */
  sources = [];
  #waiting = [];
  #holder = undefined;

  constructor(script) {
    this.script = script;
  }

  /** @throws what the script throws */
  async openTab() {
    const tab = { shown: '', channels: [] };
    this.tabs.push(tab);
    runInContext(this.script, createContext(this.#globalsOf(tab)));
    await settle();
    return tab;
  }

  async close(tab) {
    this.tabs = this.tabs.filter((each) => each !== tab);
    this.sources = this.sources.filter((source) => source.tab !== tab);
    this.#waiting = this.#waiting.filter((request) => request.tab !== tab);
    if (this.#holder === tab) this.#grantLock();
    await settle();
  }

  /** The server sends an event to each connection. */
  async send(id) {
    for (const source of [...this.sources]) source.emit(String(id));
    await settle();
  }

  #globalsOf(tab) {
    const browser = this;
    class EventSource {
      constructor(url) {
        Object.assign(this, { url, tab, listeners: [] });
        browser.sources.push(this);
      }
      addEventListener(_, listener) {
        this.listeners.push(listener);
      }
      close() {
        browser.sources = browser.sources.filter((each) => each !== this);
      }
      emit(lastEventId) {
        const event = { type: 'message', lastEventId, data: '{}' };
        for (const listener of [this.onmessage, ...this.listeners]) listener?.call(this, event);
      }
    }
    class BroadcastChannel {
      constructor(name) {
        Object.assign(this, { name, listeners: [] });
        tab.channels.push(this);
      }
      addEventListener(_, listener) {
        this.listeners.push(listener);
      }
      postMessage(data) {
        const others = browser.tabs.flatMap(({ channels }) => channels);
        for (const each of others) if (each !== this && each.name === this.name) each.receive(data);
      }
      receive(data) {
        for (const listener of [this.onmessage, ...this.listeners]) listener?.call(this, { data });
      }
    }
    const request = (name, ...rest) => {
      this.#waiting.push({ tab, run: rest.at(-1) });
      if (!this.#holder) void Promise.resolve().then(() => this.#holder ?? this.#grantLock());
      return new Promise(() => {});
    };
    return {
      EventSource,
      BroadcastChannel,
      URL,
      console,
      setTimeout,
      navigator: { locks: { request } },
      addEventListener() {},
      document: {
        addEventListener() {},
        body: { append: (...texts) => (tab.shown += texts.join('')) },
      },
    };
  }

  /** One lock for the tab that asked first; it holds the lock until it is closed. */
  #grantLock() {
    const next = this.#waiting.shift();
    this.#holder = next?.tab;
    next?.run({ mode: 'exclusive' });
  }
}

/** Lets promises and queued callbacks of the scripts run. */
async function settle() {
  for (let i = 0; i < 5; i++) await nextTick();
}
