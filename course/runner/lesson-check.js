import { join } from 'node:path';
import pg from 'pg';
import { LessonPostgres } from './postgres.js';
import { ServerProcess } from './server-process.js';

/** Lines of a server's output that say nothing about its end. */
const NOISE = /^\s*$|^listening on |^\s+at .*node:|^Node\.js v/;
/** The last lines of its output that are shown. */
const MOST_LINES = 15;

/** What a checker gets: it starts servers and notes what it finds. */
export class LessonCheck {
  /** @type {{ title: string, problem?: string, leftOut?: string }[]} */
  findings = [];
  #endings = [];
  #servers = [];
  /** The claim that is tried. */
  #title = undefined;
  /** Whether a server has ended by itself, so that the checker has stopped. */
  hasStopped = false;
  #crashed;
  #reportCrash;

  /** @param {{ lesson: import('./lessons.js').Lesson, folder: string, program: string }} options */
  constructor({ lesson, folder, program, onFinding = () => {} }) {
    this.lesson = lesson;
    this.folder = folder;
    this.program = program;
    this.onFinding = onFinding;
    this.#crashed = new Promise((_, reject) => (this.#reportCrash = reject));
    this.#crashed.catch(() => {});
  }

  /**
   * Runs a checker. It stops when a server has ended that the checker did not kill, because no later
   * claim could say anything about it.
   * @param {(lesson: LessonCheck) => Promise<void>} check
   */
  async run(check) {
    try {
      await Promise.race([check(this), this.#crashed]);
    } catch (error) {
      const title = this.#title ?? 'The checker gets to its end';
      this.#note({ title, problem: describe(error) });
    } finally {
      await this.#end();
    }
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
      onCrash: ({ output }) => this.#stop(this.#describeCrash(program, output)),
    });
    this.#servers.push(server);
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
    this.#title = title;
    const problem = await test().then(
      () => undefined,
      (error) => describe(error),
    );
    // A server that has thrown in this claim may take a moment to end.
    await Promise.all(this.#servers.map((server) => server.answersOrEnds()));
    if (this.hasStopped) return new Promise(() => {}); // run() has stopped the checker
    this.#title = undefined;
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

  async #end() {
    for (const close of this.#endings.splice(0)) await close();
  }

  #describeCrash(program, output) {
    const name = program === this.program ? 'Your server' : program;
    const lines = output.split('\n').filter((line) => !NOISE.test(line));
    return `${name} ended while the checker asked it:\n${lines.slice(-MOST_LINES).join('\n')}`;
  }

  #stop(problem) {
    this.hasStopped = true;
    this.#reportCrash(new Error(problem));
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
