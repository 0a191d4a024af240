/** Some consecutive rows of a table. The arrays are not reused, but the reader doesn't keep them. */
export interface RowBatch {
  /** The cells of each row by the index of their column. A short row has fewer. */
  readonly rows: readonly (readonly string[])[];
  /** The number of each row in the file, from 1: its line, or its row where a file has no lines. */
  readonly numbers: readonly number[];
}

/** A table in a file of any format. Cells are texts; a missing one is ''. */
export interface Table {
  /** The name of the file, as the user gave it. */
  readonly source: string;
  /** The names of the columns, trimmed, in the order of the file. */
  readonly columns: readonly string[];
  /** What the number of a row counts. */
  readonly rowWord: 'line' | 'row';
  /** What was detected in the file, for people: separator, encoding, compression. */
  readonly dialect: string;
  /** The separator; undefined for a format without one. A number with a comma depends on it. */
  readonly separator?: string;
  /**
   * Reads the rows after the header, a batch at a time, so that memory is bounded. Each call reads
   * the file anew.
   *
   * @param wanted indexes of the columns that the caller reads; others may be ''
   * @throws {InputError} with the line, where the file is not a table
   */
  readBatches(wanted: readonly number[]): AsyncGenerator<RowBatch>;
}
