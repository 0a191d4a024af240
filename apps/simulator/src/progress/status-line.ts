/** Where progress goes: `process.stderr`, or what a test looks at. */
export interface StatusOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const DEFAULT_COLUMNS = 80;
const REWRITE = '\r\x1b[K';

/** One line that rewrites itself on a terminal; elsewhere there are only whole lines. */
export class StatusLine {
  constructor(private readonly out: StatusOutput) {}

  get isRewritable(): boolean {
    return this.out.isTTY === true;
  }

  /** Columns that a line may have: one that wraps can't be rewritten. */
  get width(): number {
    return (this.out.columns || DEFAULT_COLUMNS) - 1;
  }

  /** A line that stays. */
  print(text: string): void {
    this.out.write(this.isRewritable ? `${REWRITE}${text}\n` : `${text}\n`);
  }

  /** A line that the next one takes the place of, cut to the width. Nothing elsewhere. */
  update(text: string): void {
    if (this.isRewritable) this.out.write(`${REWRITE}${text.slice(0, this.width)}`);
  }

  clear(): void {
    if (this.isRewritable) this.out.write(REWRITE);
  }
}
