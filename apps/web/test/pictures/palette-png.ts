import { convertIndexedToRgb, decode, encode } from 'fast-png';
import gifenc, { type Colour } from 'gifenc';

const COLOURS = 256;

/** Parts of a million pixels that may differ before a picture counts as changed: a clock's digits. */
const TOLERATED_PER_MILLION = 300;
/** A channel that differs by less is the rounding of the palette. */
const CHANNEL_TOLERANCE = 12;

/** Three bytes a pixel. */
interface Pixels {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** Encodes a screenshot with a palette of 256 colours: about a quarter of its bytes. */
export function reduceToPalette(screenshot: Uint8Array): Uint8Array {
  const { width, height, rgb } = readPixels(screenshot);
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    rgba.set(rgb.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
  }
  const palette = gifenc.quantize(rgba, COLOURS);
  const data = nearestColours(rgb, palette);
  return encode({ width, height, data, channels: 1, depth: 8, palette }, { zlib: { level: 9 } });
}

/**
 * The index of the nearest colour of each pixel. The function of `gifenc` compares colours of five
 * or six bits a channel, which makes rings of a soft shadow.
 */
function nearestColours(rgb: Uint8Array, palette: Colour[]): Uint8Array {
  const known = new Map<number, number>();
  return Uint8Array.from({ length: rgb.length / 3 }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0] = rgb.subarray(pixel * 3, pixel * 3 + 3);
    const colour = (red << 16) | (green << 8) | blue;
    const index = known.get(colour) ?? nearestColour([red, green, blue], palette);
    known.set(colour, index);
    return index;
  });
}

function nearestColour([red, green, blue]: Colour, palette: Colour[]): number {
  const distances = palette.map(([r, g, b]) => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2);
  return distances.indexOf(Math.min(...distances));
}

/** Whether a reader would see one picture where the other is. */
export function looksLike(one: Uint8Array, other: Uint8Array): boolean {
  const [a, b] = [readPixels(one), readPixels(other)];
  if (a.width !== b.width || a.height !== b.height) return false;
  const pixels = a.width * a.height;
  let different = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const isSame = [0, 1, 2].every((channel) => {
      const at = pixel * 3 + channel;
      return Math.abs((a.rgb[at] ?? 0) - (b.rgb[at] ?? 0)) <= CHANNEL_TOLERANCE;
    });
    if (!isSame) different++;
  }
  return different * 1_000_000 <= TOLERATED_PER_MILLION * pixels;
}

/** Size in pixels of a PNG. */
export function sizeOf(png: Uint8Array): { width: number; height: number } {
  const { width, height } = decode(png);
  return { width, height };
}

function readPixels(png: Uint8Array): Pixels {
  const image = decode(png);
  const { width, height, channels } = image;
  if (image.palette) return { width, height, rgb: asBytes(convertIndexedToRgb(image)) };
  if (channels === 3) return { width, height, rgb: asBytes(image.data) };
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    rgb.set(asBytes(image.data).subarray(pixel * channels, pixel * channels + 3), pixel * 3);
  }
  return { width, height, rgb };
}

const asBytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
