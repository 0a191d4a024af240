/** The output of progress: `process.stderr`, or a test's buffer. */
export interface StatusOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const DEFAULT_COLUMNS = 80;
const REWRITE = '\r\x1b[K';

/** A status line that is rewritten on a terminal. Other outputs get whole lines only. */
export class StatusLine {
  constructor(private readonly out: StatusOutput) {}

  get isRewritable(): boolean {
    return this.out.isTTY === true;
  }

  /** The longest line in columns, because a wrapped line cannot be rewritten. */
  get width(): number {
    return (this.out.columns || DEFAULT_COLUMNS) - 1;
  }

  /** Prints a line that stays. */
  print(text: string): void {
    this.out.write(this.isRewritable ? `${REWRITE}${text}\n` : `${text}\n`);
  }

  /** Shows a line until the next one, cut to the width; no output except on a terminal. */
  update(text: string): void {
    if (this.isRewritable) this.out.write(`${REWRITE}${text.slice(0, this.width)}`);
  }

  clear(): void {
    if (this.isRewritable) this.out.write(REWRITE);
  }
}
