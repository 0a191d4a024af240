/**
 * `npx nest generate library <name>`. The schematic of Nest would add `paths` to tsconfig.json,
 * which compile and then fail at run time; here a library is an entry of package.json `imports`.
 */
const NOTE = (name) =>
  `Two files are yours to edit: name what #${name} may import in .dependency-cruiser.js (with ` +
  `its row in tools/architecture/dependency-cases.ts), and name the folder in docs/architecture.md.`;

function updateJson(tree, path, update) {
  const json = tree.readJson(path);
  update(json);
  tree.overwrite(path, `${JSON.stringify(json, null, 2)}\n`);
}

const toPascalCase = (kebab) =>
  kebab.replace(/(?:^|-)(\w)/g, (_match, letter) => letter.toUpperCase());

/** Creates libs/<name> with its module, and registers it in nest-cli.json and package.json. */
export function createLibrary({ name }) {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new Error(`Name the library in kebab-case, not ${name}.`);
  }
  return (tree, { logger }) => {
    const root = `libs/${name}`;
    const module = `${toPascalCase(name)}Module`;
    tree.create(`${root}/src/index.ts`, `export { ${module} } from './${name}.module.js';\n`);
    tree.create(
      `${root}/src/${name}.module.ts`,
      `import { Module } from '@nestjs/common';\n\n@Module({})\nexport class ${module} {}\n`,
    );
    updateJson(tree, 'nest-cli.json', ({ projects }) => {
      projects[name] = { type: 'library', root, entryFile: 'index', sourceRoot: `${root}/src` };
    });
    updateJson(tree, 'package.json', ({ imports }) => {
      imports[`#${name}`] = {
        '@tripstream/source': `./${root}/src/index.ts`,
        default: `./dist/${root}/src/index.js`,
      };
    });
    logger.info(NOTE(name));
  };
}
