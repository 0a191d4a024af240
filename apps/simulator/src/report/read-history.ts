import { HistoryReader, type CitySimulation } from '#simulation';
import type { History } from './demo-report.js';

/** Waits until the clients have caught up, closes their streams, and reads the history. */
export async function readHistory(databaseUrl: string, city: CitySimulation): Promise<History> {
  const { logs, tripLogs } = city.journal;
  const tripIds = tripLogs.map(({ tripId }) => tripId);
  const streams = new Set([...logs.map((log) => log.stream), ...tripIds.map((id) => `trip/${id}`)]);
  const reader = await HistoryReader.connect(databaseUrl);
  try {
    await city.catchUp(await reader.readHeads([...streams]));
    city.close();
    const [heads, rows] = [
      await reader.readHeads([...streams]),
      await reader.readRows([...streams]),
    ];
    const statuses = await reader.readTripStatuses(tripIds);
    return { heads, rows, statuses, brokenMailboxes: await reader.findBrokenMailboxes() };
  } finally {
    await reader.close();
  }
}
