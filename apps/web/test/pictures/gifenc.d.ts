/** The two functions that reduce a picture to a palette; the package has no types of its own. */
declare module 'gifenc' {
  /** Red, green and blue, 0 to 255. */
  type Colour = [number, number, number];
  const gifenc: {
    quantize(rgba: Uint8Array, maxColours: number): Colour[];
    /** @returns the index of the nearest colour of each pixel */
    applyPalette(rgba: Uint8Array, palette: Colour[]): Uint8Array;
  };
  export default gifenc;
}
