const COMMAND = /npm run (?:--silent )?([a-z][\w:-]*)(?: -- ([\w./-]+))?/g;

/**
 * The rule that every `npm run` of a document names a script, and every path behind
 * `npm run jest --` matches a test file, as Jest would match it.
 * @param {string[]} scripts the names of the scripts in package.json
 * @param {string[]} files all files of the project
 */
export function commandsThatRun(scripts, files) {
  const tests = files.filter((file) => /[.-]spec\.tsx?$/.test(file));
  const problemOf = (script, path) => {
    if (!scripts.includes(script)) return `no script ${script} in package.json`;
    const isPath = script === 'jest' && path !== undefined && !path.startsWith('-');
    return isPath && !tests.some((test) => test.includes(path))
      ? `no test file matches ${path}`
      : undefined;
  };
  return {
    names: ['commands-that-run'],
    description: 'A command of a document runs',
    tags: ['code'],
    parser: 'none',
    function: ({ lines }, onError) => {
      lines.forEach((line, index) => {
        for (const [, script, path] of line.matchAll(COMMAND)) {
          const detail = problemOf(script, path);
          if (detail) onError({ lineNumber: index + 1, detail });
        }
      });
    },
  };
}
