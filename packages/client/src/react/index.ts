'use client';

export type { HookOptions, TripStreamOptions } from './hook-options.js';
export type { ConnectionView } from './stream-view.js';
export type { CityView } from './city-view.js';
export type { StreamControls } from './use-stream-view.js';
export { useAgeSeconds, useCountdown } from './use-countdown.js';
export { useDriver, type Driver, type DriverCommand, type DriverCommands } from './use-driver.js';
export { useRider, type Rider, type RiderCommand, type RiderCommands } from './use-rider.js';
export { useTripStream, type TripStream } from './use-trip-stream.js';
