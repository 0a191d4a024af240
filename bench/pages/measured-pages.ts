const KB = 1024;
const PAGE_BYTES = 200 * KB;

/** The greatest LCP of each page, in milliseconds. */
export const MOST_PAINT_MS = 1_500;
/** The greatest CLS of each page. */
export const MOST_SHIFT = 0.02;

/** A page of the product, as a browser meets it that has never seen it. */
export interface MeasuredPage {
  /** The route, for the report. `{id}` and `{token}` stand for those of a ride that is arranged. */
  route: string;
  /** Whether the visitor is signed in as the rider of that ride. */
  isSignedIn?: true;
  /** Bytes on the wire. */
  mostBytes: number;
}

export const measuredPages: readonly MeasuredPage[] = [
  { route: '/', mostBytes: PAGE_BYTES },
  { route: '/rider', mostBytes: PAGE_BYTES },
  { route: '/driver', mostBytes: PAGE_BYTES },
  { route: '/city', mostBytes: PAGE_BYTES },
  { route: '/rides/{id}', isSignedIn: true, mostBytes: PAGE_BYTES },
  { route: '/s/{token}', mostBytes: PAGE_BYTES },
  { route: '/race', mostBytes: PAGE_BYTES },
  // Three documents: its own, and those of a rider and a driver who are signed in.
  { route: '/side-by-side', mostBytes: 400 * KB },
  // Swagger UI.
  { route: '/docs', mostBytes: 700 * KB },
];

/** The page that the others are compared with. */
export const TRIVIAL_ROUTE = 'a heading alone';
