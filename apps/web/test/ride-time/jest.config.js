import pictures from '../pictures/jest.config.js';

/** The set-up of the pictures, for the program that takes the ride of README.md (`npm run ride:time`). */
export default {
  ...pictures,
  projects: pictures.projects.map((project) => ({
    ...project,
    displayName: 'ride-time',
    testMatch: ['<rootDir>/apps/web/test/ride-time/take-ride.ts'],
  })),
};
