import { open, type FileHandle } from 'node:fs/promises';
import { InputError, describeFileError } from '#geo';
import type { RoadFile } from '../file/road-file.js';
import { readBlobs, type Blob } from './blob-reader.js';
import { PrimitiveBlock } from './primitive-block.js';

type Kind = 'hasNodes' | 'hasWays';

/** An OSM PBF file, whose blocks are read in several passes. */
export class OsmPbfFile {
  /** What each block has, by its place in the file, so that later passes skip the others. */
  private readonly kinds = new Map<number, { hasNodes: boolean; hasWays: boolean }>();

  private constructor(
    private readonly file: RoadFile,
    private readonly handle: FileHandle,
  ) {}

  /** Opens a file, and closes it after the work. @throws {InputError} when it can't be read */
  static async use<T>(file: RoadFile, work: (pbf: OsmPbfFile) => Promise<T>): Promise<T> {
    const handle = await openFile(file);
    try {
      return await work(new OsmPbfFile(file, handle));
    } finally {
      await handle.close();
    }
  }

  /**
   * Reads the blocks with nodes, or those with ways, one after the other.
   *
   * @param onProgress receives the share of the file that was read, from 0 to 1
   */
  async eachBlock(
    kind: Kind,
    visit: (block: PrimitiveBlock) => void,
    onProgress: (share: number) => void,
  ): Promise<void> {
    for await (const blob of readBlobs(this.handle, this.file.source)) {
      onProgress(blob.end / this.file.bytes);
      if (blob.type !== 'OSMData' || this.kinds.get(blob.offset)?.[kind] === false) continue;
      const content = await blob.readContent();
      this.readBlock(blob, content, (block) => {
        const kinds = block.kinds;
        this.kinds.set(blob.offset, kinds);
        if (kinds[kind]) visit(block);
      });
    }
  }

  /** The reader of the format throws a plain error where the bytes are none of the format. */
  private readBlock(
    { offset }: Blob,
    content: Uint8Array,
    read: (block: PrimitiveBlock) => void,
  ): void {
    try {
      read(new PrimitiveBlock(content));
    } catch (error) {
      if (error instanceof InputError) throw error;
      const where = `byte ${offset.toLocaleString('en')}`;
      const problem = `the block is damaged (${(error as Error).message})`;
      throw new InputError(this.file.source, where, problem);
    }
  }
}

async function openFile({ path, source }: RoadFile): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw new InputError(source, '', describeFileError(error));
  }
}
