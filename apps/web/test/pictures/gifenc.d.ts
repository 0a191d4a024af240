/** The function that chooses the palette of a picture; the package has no types of its own. */
declare module 'gifenc' {
  /** Red, green and blue, 0 to 255. */
  export type Colour = [number, number, number];
  const gifenc: {
    quantize(rgba: Uint8Array, maxColours: number): Colour[];
  };
  export default gifenc;
}
