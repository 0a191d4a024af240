/** A rectangle of pixels as `ImageData` has them: not premultiplied, alpha in the highest byte. */
export interface Pixels {
  data: Uint32Array;
  width: number;
  height: number;
}

/** A part of a picture that is copied. */
export interface Stamp {
  sheet: Pixels;
  left: number;
  top: number;
  side: number;
}

/**
 * The pixels of a canvas, composed in memory and handed over at once. Without a GPU, Chromium takes
 * seven times as long for thousands of `drawImage` (docs/benchmarks.md).
 */
export class PixelImage implements Pixels {
  data = new Uint32Array(0);
  width = 0;
  height = 0;
  private image: ImageData | undefined;

  /** Makes all pixels transparent, in an image of this size. */
  clear(width: number, height: number): void {
    if (width === this.width && height === this.height) {
      this.data.fill(0);
      return;
    }
    this.width = width;
    this.height = height;
    this.image = new ImageData(width, height);
    this.data = new Uint32Array(this.image.data.buffer);
  }

  putOn(context: CanvasRenderingContext2D): void {
    if (this.image) context.putImageData(this.image, 0, 0);
  }
}

/** Copies a stamp with its upper left corner to a point. What is outside of the target is left out. */
export function copyStamp(
  target: Pixels,
  { sheet, left, top, side }: Stamp,
  { x, y }: { x: number; y: number },
): void {
  const firstColumn = Math.max(0, -x);
  const endColumn = Math.min(side, target.width - x);
  const firstRow = Math.max(0, -y);
  const endRow = Math.min(side, target.height - y);
  const { data } = target;
  for (let row = firstRow; row < endRow; row++) {
    let to = (y + row) * target.width + x + firstColumn;
    let from = (top + row) * sheet.width + left + firstColumn;
    for (let column = firstColumn; column < endColumn; column++, to++, from++) {
      const pixel = sheet.data[from] ?? 0;
      if (pixel === 0) continue;
      const below = data[to] ?? 0;
      const isWhole = pixel >>> 24 === OPAQUE || below === 0;
      data[to] = isWhole ? pixel : blend(pixel, below);
    }
  }
}

const OPAQUE = 255;

/** The operator `source-over` of Compositing and Blending Level 1, section 9.1.4. */
function blend(above: number, below: number): number {
  const over = above >>> 24;
  const under = below >>> 24;
  if (under === OPAQUE) return blendOnOpaque(above, below, over);
  const alpha = over + (under * (OPAQUE - over)) / OPAQUE;
  const share = over / alpha;
  let blended = Math.round(alpha) << 24;
  for (let shift = 0; shift < 24; shift += 8) {
    const [high, low] = [(above >>> shift) & 255, (below >>> shift) & 255];
    blended |= Math.round(low + (high - low) * share) << shift;
  }
  return blended >>> 0;
}

/** Most pixels of a dense city are of this kind: red and blue are one multiplication. */
function blendOnOpaque(above: number, below: number, over: number): number {
  const share = over + 1;
  const rest = 256 - share;
  const redBlue = ((above & 0xff00ff) * share + (below & 0xff00ff) * rest) >>> 8;
  const green = ((above & 0x00ff00) * share + (below & 0x00ff00) * rest) >>> 8;
  return (0xff000000 | (redBlue & 0xff00ff) | (green & 0x00ff00)) >>> 0;
}
