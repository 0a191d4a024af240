import pg from 'pg';

// Preloaded into a server. It ends the process when its first COMMIT has succeeded, before the caller
// learns of it: the moment in which a crash loses most.
const { query } = pg.Client.prototype;

pg.Client.prototype.query = function queryAndDie(...args) {
  const text = args[0]?.text ?? args[0];
  const isCommit = typeof text === 'string' && /\bCOMMIT;?\s*$/i.test(text);
  if (!isCommit) return query.apply(this, args);
  return query.apply(this, args).then(() => process.kill(process.pid, 'SIGKILL'));
};
