import { InitialSchema1763683200000 } from './1763683200000-initial-schema.js';
import { SharesAndRevocations1763769600000 } from './1763769600000-shares-and-revocations.js';
import { AcksAndPresence1763856000000 } from './1763856000000-acks-and-presence.js';
import { Retention1763942400000 } from './1763942400000-retention.js';
import { TablesEnd1764028800000 } from './1764028800000-tables-end.js';
import { HistoryIdentity1764072000000 } from './1764072000000-history-identity.js';
import { DailyPartitions1764115200000 } from './1764115200000-daily-partitions.js';
import { SilentDrivers1764201600000 } from './1764201600000-silent-drivers.js';
import { DeviceStamps1764208800000 } from './1764208800000-device-stamps.js';
import { SupplyChanges1764208800100 } from './1764208800100-supply-changes.js';
import { HotTables1764208800200 } from './1764208800200-hot-tables.js';
import { Webhooks1796100000000 } from './1796100000000-webhooks.js';
import { SandboxDrivers1796200000000 } from './1796200000000-sandbox-drivers.js';
import { PlaceNames1796300000000 } from './1796300000000-place-names.js';
import { Tips1796320000000 } from './1796320000000-tips.js';
import { RiderPresence1796340000000 } from './1796340000000-rider-presence.js';
import { Relay1796400000000 } from './1796400000000-relay.js';
import { Home1796500000000 } from './1796500000000-home.js';
import { Traceparent1796600000000 } from './1796600000000-traceparent.js';
import { Reposition1796700000000 } from './1796700000000-reposition.js';
import { SharedTrips1796800000000 } from './1796800000000-shared-trips.js';
import { TripSeats1796800000100 } from './1796800000100-trip-seats.js';
import { OneTripASeat1796800000200 } from './1796800000200-one-trip-a-seat.js';

/**
 * The migrations in the order in which they run. The SQL of a released migration never changes; a
 * new migration corrects it.
 */
export const migrations = [
  InitialSchema1763683200000,
  SharesAndRevocations1763769600000,
  AcksAndPresence1763856000000,
  Retention1763942400000,
  TablesEnd1764028800000,
  HistoryIdentity1764072000000,
  DailyPartitions1764115200000,
  SilentDrivers1764201600000,
  DeviceStamps1764208800000,
  SupplyChanges1764208800100,
  HotTables1764208800200,
  Webhooks1796100000000,
  SandboxDrivers1796200000000,
  PlaceNames1796300000000,
  Tips1796320000000,
  RiderPresence1796340000000,
  Relay1796400000000,
  Home1796500000000,
  Traceparent1796600000000,
  Reposition1796700000000,
  SharedTrips1796800000000,
  TripSeats1796800000100,
  OneTripASeat1796800000200,
];

/**
 * The last migration of the release before this one. Later migrations may only extend the schema,
 * because servers of that release still run on it. Each release moves it.
 */
export const lastReleased = Retention1763942400000;
