import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { resolve } from 'metro-resolver';

type Context = Parameters<typeof resolve>[0];

const readManifest: Context['getPackage'] = (path) =>
  existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as ReturnType<Context['getPackage']>)
    : null;

const packageAround = (path: string) => {
  for (let rootPath = path; rootPath !== dirname(rootPath); rootPath = dirname(rootPath)) {
    const packageJson = readManifest(join(rootPath, 'package.json'));
    if (packageJson) {
      return { rootPath, packageJson, packageRelativePath: relative(rootPath, path) };
    }
  }
  return null;
};

/**
 * Resolves a module as Metro does by default for React Native: with package exports, for iOS.
 *
 * @param from a file of the program that imports the module
 * @param isESMImport whether the program says `import`, else `require`
 */
export function resolveWithMetro(from: string, name: string, isESMImport: boolean): string {
  const context: Context = {
    allowHaste: false,
    assetExts: new Set(['png']),
    sourceExts: ['js', 'jsx', 'json', 'ts', 'tsx'],
    customResolverOptions: {},
    dev: true,
    disableHierarchicalLookup: false,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- Metro 0.83 still asks for it
    doesFileExist: existsSync,
    extraNodeModules: null,
    fileSystemLookup: (path) => {
      if (!existsSync(path)) return { exists: false };
      return {
        exists: true,
        type: lstatSync(path).isFile() ? 'f' : 'd',
        realPath: realpathSync(path),
      };
    },
    getPackage: readManifest,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- Metro 0.83 still asks for it
    getPackageForModule: packageAround,
    isESMImport,
    mainFields: ['react-native', 'browser', 'main'],
    nodeModulesPaths: [],
    originModulePath: from,
    preferNativePlatform: true,
    redirectModulePath: (path) => path,
    resolveAsset: () => null,
    resolveHasteModule: () => null,
    resolveHastePackage: () => null,
    resolveRequest: null,
    unstable_conditionNames: ['react-native'],
    unstable_conditionsByPlatform: {},
    unstable_enablePackageExports: true,
    unstable_incrementalResolution: false,
    unstable_logWarning: (message) => {
      throw new Error(message);
    },
  };
  const found = resolve(context, name, 'ios');
  if (found.type !== 'sourceFile') throw new Error(`Metro found no source: ${found.type}`);
  return found.filePath;
}
