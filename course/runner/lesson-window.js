import { watch, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findFreePort, requireFreePort } from './free-port.js';
import { LessonPostgres } from './postgres.js';
import { MINE } from './progress.js';
import { ServerProcess } from './server-process.js';

/** Ports of the servers and of their first companions; the number of the chapter is added. */
const FIRST_PORT = 4000;
const FIRST_COMPANION_PORT = 4100;
/** Milliseconds in which an editor writes a file in several steps. */
const SAVE_MS = 100;

/** The first window of a lesson: its server, started again when it is saved and when it has been killed. */
export class LessonWindow {
  #servers = [];

  constructor({ lesson, folder, program }) {
    Object.assign(this, { lesson, folder, program });
  }

  /** Runs until Ctrl-C ends this process. */
  async run() {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => this.#end());
    const needsPostgres = this.lesson.needs.includes('postgres');
    if (needsPostgres) console.log('Starting PostgreSQL …');
    this.postgres = needsPostgres ? await LessonPostgres.start() : undefined;
    const database = await this.postgres?.createDatabase();
    const ports = await this.#choosePorts();
    const env = {
      ...(database && { DATABASE_URL: database }),
      ...(ports.length > 0 && { COMPANION_PORT: ports[0] }),
    };
    const port = process.env.PORT ?? String(FIRST_PORT + this.lesson.number);
    const server = await this.#supervise(this.program, { ...env, PORT: port });
    for (const [index, program] of this.lesson.companions.entries()) {
      // `server.js` as a companion is a second process of the learner's server, or of the solution.
      const path = program === 'server.js' ? this.program : program;
      await this.#supervise(path, { ...env, PORT: ports[index], SERVER_PORT: server.port });
    }
    this.#printInstructions(server);
    await new Promise(() => {});
  }

  async #end() {
    this.isOver = true;
    for (const each of this.#servers) await each.kill();
    await this.postgres?.stop();
    process.exit(0);
  }

  /** The ports of the companions: fixed ones, or free ones where `PORT` is set. */
  #choosePorts() {
    const choose = async (_, index) =>
      process.env.PORT
        ? await findFreePort()
        : FIRST_COMPANION_PORT + this.lesson.number + index * 100;
    return Promise.all(
      this.lesson.companions.map(async (...args) => String(await choose(...args))),
    );
  }

  /** Keeps a program running: a save restarts it, and so does its end. */
  async #supervise(program, env) {
    const path = join(this.folder, program);
    const server = new ServerProcess(path, { onOutput: (text) => process.stdout.write(text) });
    this.#servers.push(server);
    const stop = () => {
      if (server.hasEnded) return;
      server.isSaved = true;
      void server.kill();
    };
    let timer;
    watch(this.folder, (_, name) => {
      if (!this.#concerns(name, program)) return;
      clearTimeout(timer);
      timer = setTimeout(stop, SAVE_MS);
    });
    await requireFreePort(env.PORT);
    await this.#launch(server, env);
    void this.#keepRunning(server, program);
    return server;
  }

  /** Whether a program has to start again when a file changes: its own file, or one that it may read. */
  #concerns(name, program) {
    if (name === program) return true;
    const isOtherProgram = [this.program, ...this.lesson.companions].includes(name);
    return /\.(js|html|conf)$/.test(name ?? '') && !isOtherProgram;
  }

  async #keepRunning(server, program) {
    for (;;) {
      const [code, signal] = await server.exited;
      if (this.isOver) return;
      const reason = server.isSaved ? 'was saved' : `has ended (${signal ?? `exit code ${code}`})`;
      server.isSaved = false;
      console.log(`\n${program} ${reason}: starting it again.`);
      await this.#launch(server, { PORT: server.port });
    }
  }

  /** Starts a server; when it ends at once, because of a mistake in it, waits for the next save. */
  async #launch(server, env) {
    server.env = { ...server.env, ...env };
    while (!this.isOver) {
      try {
        await server.launch({});
        if (server === this.#servers[0]) this.#notePid(server);
        return;
      } catch {
        const isSaved = server.isSaved;
        server.isSaved = false;
        // A save while it started has ended it, so that the new text is started.
        if (isSaved) continue;
        console.log(`\nWaiting for a change of ${relative(process.cwd(), server.path)} …`);
        await this.#nextSave();
      }
    }
  }

  async #nextSave() {
    await new Promise((resolve) => {
      const watcher = watch(this.folder, () => {
        watcher.close();
        resolve();
      });
    });
    await pause(SAVE_MS);
  }

  /** A chapter kills the server by the number in this file. */
  #notePid(server) {
    writeFileSync(join(MINE, this.lesson.name, 'server.pid'), `${server.pid}`);
  }

  #printInstructions(server) {
    const { number, name, title } = this.lesson;
    console.log(`
Lesson ${number}: ${title}
  read     docs/course/${name}.md
  edit     ${relative(process.cwd(), join(this.folder, this.program))} (a save restarts the server)
  server   ${server.url}
  check    npm run lesson ${number} -- --check     in a second window
  end      Ctrl-C
`);
  }
}
