import type { RequestFormat } from './request-format.js';

const OWN_COLUMNS = {
  request_id: ['request_id'],
  o_lat: ['o_lat'],
  o_lon: ['o_lon'],
  d_lat: ['d_lat'],
  d_lon: ['d_lon'],
  departure_time: ['departure_time'],
  arrival_time: ['arrival_time'],
  ride_seconds: ['ride_seconds'],
  passengers: ['passengers'],
} as const;

const tripstream: RequestFormat = {
  name: 'tripstream',
  title: 'Tripstream requests',
  places: 'degrees',
  columns: OWN_COLUMNS,
  marks: ['o_lat', 'o_lon', 'd_lat', 'd_lon', 'departure_time'],
  leavesOutMissingPlaces: false,
};

/** https://nrelhive.readthedocs.io, section "Requests": the format that ours comes from. */
const hive: RequestFormat = { ...tripstream, name: 'hive', title: 'requests of NREL HIVE' };

/** https://github.com/TUM-VT/FleetPy, data/demand/README: seconds, and nodes as `id` or `id;id;share`. */
const fleetpy: RequestFormat = {
  name: 'fleetpy',
  title: 'trips of FleetPy',
  places: 'nodes',
  columns: {
    request_id: ['request_id'],
    o_node: ['start'],
    d_node: ['end'],
    departure_time: ['rq_time'],
    passengers: ['number_passenger', 'passengers'],
  },
  marks: ['rq_time', 'start', 'end'],
  leavesOutMissingPlaces: false,
};

const TLC_TIMES = {
  departure_time: [
    'tpep_pickup_datetime',
    'lpep_pickup_datetime',
    'pickup_datetime',
    'Trip_Pickup_DateTime',
  ],
  arrival_time: [
    'tpep_dropoff_datetime',
    'lpep_dropoff_datetime',
    'dropoff_datetime',
    'Trip_Dropoff_DateTime',
  ],
  passengers: ['passenger_count'],
} as const;

/** https://www.nyc.gov/site/tlc/about/tlc-trip-record-data.page, files since July 2016. */
const tlcZones: RequestFormat = {
  name: 'tlc',
  title: 'NYC TLC trip records with zones',
  places: 'zones',
  columns: { ...TLC_TIMES, o_zone: ['PULocationID'], d_zone: ['DOLocationID'] },
  marks: ['PULocationID', 'DOLocationID'],
  leavesOutMissingPlaces: true,
  note: 'places are drawn within the zones of the file, so distances within a zone are not those of the rides',
};

/** The same, files until June 2016: yellow, green, and the names of 2009. */
const tlcDegrees: RequestFormat = {
  name: 'tlc',
  title: 'NYC TLC trip records with coordinates',
  places: 'degrees',
  columns: {
    ...TLC_TIMES,
    o_lat: ['pickup_latitude', 'Start_Lat'],
    o_lon: ['pickup_longitude', 'Start_Lon'],
    d_lat: ['dropoff_latitude', 'End_Lat'],
    d_lon: ['dropoff_longitude', 'End_Lon'],
  },
  marks: ['pickup_longitude', 'pickup_latitude', 'dropoff_longitude', 'dropoff_latitude'],
  leavesOutMissingPlaces: true,
};

const tlc2009: RequestFormat = {
  ...tlcDegrees,
  marks: ['Trip_Pickup_DateTime', 'Start_Lon', 'End_Lon'],
};

/** https://data.cityofchicago.org, "Taxi Trips" and "Transportation Network Providers - Trips". */
const chicago: RequestFormat = {
  name: 'chicago',
  title: 'Chicago taxi and ride-hailing trips',
  places: 'degrees',
  columns: {
    request_id: ['Trip ID'],
    o_lat: ['Pickup Centroid Latitude'],
    o_lon: ['Pickup Centroid Longitude'],
    d_lat: ['Dropoff Centroid Latitude'],
    d_lon: ['Dropoff Centroid Longitude'],
    departure_time: ['Trip Start Timestamp'],
    ride_seconds: ['Trip Seconds'],
  },
  marks: ['Trip Start Timestamp', 'Pickup Centroid Latitude'],
  leavesOutMissingPlaces: true,
  dateOrder: 'mdy',
  note: 'places are the centres of census tracts or community areas, and times are rounded to 15 minutes',
};

/** https://www.kaggle.com/c/nyc-taxi-trip-duration */
const kaggleDuration: RequestFormat = {
  ...tlcDegrees,
  name: 'kaggle',
  title: 'Kaggle NYC taxi trip duration',
  columns: { ...tlcDegrees.columns, request_id: ['id'], ride_seconds: ['trip_duration'] },
  marks: ['trip_duration', 'pickup_longitude', 'dropoff_longitude'],
};

/** https://www.kaggle.com/c/new-york-city-taxi-fare-prediction */
const kaggleFare: RequestFormat = {
  ...tlcDegrees,
  name: 'kaggle',
  title: 'Kaggle NYC taxi fares',
  columns: { ...tlcDegrees.columns, request_id: ['key'] },
  marks: ['key', 'fare_amount', 'pickup_longitude', 'dropoff_longitude'],
};

/** All layouts, in the order in which a file is compared with them: special ones first. */
export const REQUEST_FORMATS: readonly RequestFormat[] = [
  tripstream,
  hive,
  fleetpy,
  kaggleDuration,
  kaggleFare,
  chicago,
  tlcZones,
  tlcDegrees,
  tlc2009,
];
