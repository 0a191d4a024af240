import { Command } from 'commander';
import type { BoundingBox } from '#roads';
import { UsageError } from '#simulation';

export interface ImportOptions {
  /** The OSM PBF file. */
  readonly file: string;
  /** The road network that is written. */
  readonly out: string;
  /** Roads outside are left out; undefined for all roads of the file. */
  readonly bbox: BoundingBox | undefined;
}

/**
 * Reads the options of `npm run import:osm`.
 *
 * @param args the command line without the name of the script
 * @throws {UsageError} with a message that names valid values
 * @throws {CommanderError} for unknown options, and for `--help` with exit code 0
 */
export function readImportOptions(args: readonly string[]): ImportOptions {
  const command = importCommand().exitOverride().parse(args, { from: 'user' });
  const { out, bbox } = command.opts<{ out: string; bbox?: string }>();
  return {
    file: command.args[0] ?? '',
    out,
    bbox: bbox === undefined ? undefined : readBbox(bbox),
  };
}

function importCommand(): Command {
  return new Command('npm run import:osm --')
    .description('Writes the roads for cars of OpenStreetMap as a road network (node-link JSON).')
    .argument('<file>', 'an extract as OSM PBF, such as berlin.osm.pbf')
    .requiredOption('--out <file>', 'the road network that is written')
    .option('--bbox <west,south,east,north>', 'roads outside are left out; degrees')
    .allowExcessArguments(false);
}

const FORM = '--bbox takes west,south,east,north in degrees, such as -74.03,40.69,-73.90,40.89';

function readBbox(text: string): BoundingBox {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const [west, south, east, north] = numbers as [number, number, number, number];
  if (numbers.length !== 4 || !numbers.every(Number.isFinite)) throw new UsageError(FORM);
  if (Math.abs(south) > 90 || Math.abs(north) > 90) throw new UsageError(FORM);
  if (Math.abs(west) > 180 || Math.abs(east) > 180) throw new UsageError(FORM);
  if (south >= north) throw new UsageError(`${FORM}: south is below north`);
  if (west === east) throw new UsageError(`${FORM}: west and east differ`);
  return { west, south, east, north };
}
