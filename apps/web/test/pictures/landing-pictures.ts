/** The pictures of the start page, each with the picture of docs/images that it is a copy of. */
export const landingPictures = {
  'rider.png': 'rider-on-the-way-360-dark.png',
  'driver.png': 'driver-offer-360.png',
  'city.png': 'city-now-360-dark.png',
} as const;
