import { join } from 'node:path';
import pg from 'pg';
import { LessonPostgres } from './postgres.js';
import { ServerProcess } from './server-process.js';

/** What a checker gets: it starts servers and notes what it finds. */
export class LessonCheck {
  /** @type {{ title: string, problem?: string, leftOut?: string }[]} */
  findings = [];
  #endings = [];

  /** @param {{ lesson: import('./lessons.js').Lesson, folder: string, program: string }} options */
  constructor({ lesson, folder, program, onFinding = () => {} }) {
    this.lesson = lesson;
    this.folder = folder;
    this.program = program;
    this.onFinding = onFinding;
  }

  /**
   * Starts the learner's server, or another program of the folder, on a free port.
   * A lesson that needs Postgres passes it `DATABASE_URL`.
   * @param {{ program?: string, env?: Record<string, string>, nodeArgs?: string[] }} options
   */
  async start({ program = this.program, env = {}, nodeArgs = [] } = {}) {
    const database = this.lesson.needs.includes('postgres') ? await this.database() : undefined;
    const server = await ServerProcess.start(join(this.folder, program), {
      env: { ...(database && { DATABASE_URL: database.url }), ...env },
      nodeArgs,
    });
    this.atEnd(() => server.kill());
    return server;
  }

  /** The database of this check: its address, `query` to look into it, `connect` for a connection. */
  database() {
    this.opened ??= this.#openDatabase();
    return this.opened;
  }

  /**
   * Tries one claim about the server. The test throws when the claim is wrong, with a message that says
   * what is wrong and where to look (use `node:assert/strict`). Further claims are tried all the same.
   * @returns whether the claim is right
   */
  async claim(title, test) {
    const problem = await test().then(
      () => undefined,
      (error) => describe(error),
    );
    this.#note({ title, problem });
    return problem === undefined;
  }

  /** Notes a claim that this machine can't try, with the reason. */
  leaveOut(title, reason) {
    this.#note({ title, leftOut: reason });
  }

  /** Registers what has to be closed when the check is over. */
  atEnd(close) {
    this.#endings.unshift(close);
  }

  async end() {
    for (const close of this.#endings.splice(0)) await close();
  }

  #note(finding) {
    this.findings.push(finding);
    this.onFinding(finding);
  }

  async #openDatabase() {
    const postgres = await LessonPostgres.start();
    this.atEnd(() => postgres.stop());
    const url = await postgres.createDatabase();
    const pool = new pg.Pool({ connectionString: url });
    pool.on('error', () => {});
    this.atEnd(() => pool.end());
    return { url, query: (sql, values) => pool.query(sql, values), connect: () => pool.connect() };
  }
}

function describe(error) {
  // Node adds the compared values behind the message; the message names them already.
  if (error.name === 'AssertionError') return error.message.split(/\n\s*\n|\n\+ actual/)[0];
  const cause = error.cause?.message ?? error.cause?.code;
  return cause ? `${error.message} (${cause})` : error.message;
}
