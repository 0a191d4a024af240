import { afterAll, describe, expect, it } from '@jest/globals';
import { InputFiles } from '../../test/input-files.js';
import { parquetFile } from '../../test/parquet-file.js';
import type { TableOptions } from './read-options.js';
import { readRequests } from './read-requests.js';
import type { RequestTable } from './request-table.js';

const files = new InputFiles();
afterAll(() => files.remove());

const read = (text: string, options: Partial<TableOptions> = {}): Promise<RequestTable> =>
  readRequests(files.write('file.csv', text), options);

const hives = `request_id,o_lat,o_lon,d_lat,d_lon,departure_time,passengers
0,39.764,-104.979,39.749,-104.997,900,1
1,39.764,-104.979,39.749,-104.997,1020,2
`;

const nodesCsv = `node_index,is_stop_only,pos_x,pos_y
7,False,11.5,48.1
8,False,11.6,48.2
`;

const fleetpys = `rq_time,start,end,request_id
72,7,8,a
87,7;8;0.5,8,b
`;

const tlcOld = `VendorID,tpep_pickup_datetime,tpep_dropoff_datetime,passenger_count,trip_distance,pickup_longitude,pickup_latitude,RatecodeID,store_and_fwd_flag,dropoff_longitude,dropoff_latitude
2,2015-01-15 19:05:39,2015-01-15 19:23:42,1,1.59,-73.993896484375,40.750110626220703,1,N,-73.974784851074219,40.750617980957031
1,2015-01-15 19:06:00,2015-01-15 19:10:00,2,0.5,0,0,1,N,-73.97,40.75
`;

const tlc2009 = `vendor_name,Trip_Pickup_DateTime,Trip_Dropoff_DateTime,Passenger_Count,Trip_Distance,Start_Lon,Start_Lat,Rate_Code,store_and_forward,End_Lon,End_Lat
VTS,2009-01-04 02:52:00,2009-01-04 03:02:00,1,2.63,-73.991957,40.721567,,,-73.993803,40.695922
`;

const tlcNew = `VendorID,lpep_pickup_datetime,lpep_dropoff_datetime,store_and_fwd_flag,RatecodeID,PULocationID,DOLocationID,passenger_count
2,2024-01-17 00:46:55,2024-01-17 00:58:25,N,1,236,42,1.0
2,2024-01-17 00:50:00,2024-01-17 00:58:25,N,1,264,42,1
2,2024-01-17 00:51:00,2024-01-17 00:58:25,N,1,236,236,
`;

const zonesCsv = 'LocationID,lat,lon\n236,40.78,-73.957\n42,40.81,-73.94\n';

const square = (west: number, south: number) => [
  [west, south],
  [west + 0.01, south],
  [west + 0.01, south + 0.01],
  [west, south + 0.01],
  [west, south],
];

const zonesGeoJson = JSON.stringify({
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      properties: { locationid: '236', zone: 'Upper East Side North' },
      geometry: { type: 'Polygon', coordinates: [square(-73.96, 40.77)] },
    },
    {
      type: 'Feature',
      properties: { locationid: '42', zone: 'Central Harlem North' },
      geometry: { type: 'MultiPolygon', coordinates: [[square(-73.95, 40.81)]] },
    },
  ],
});

const chicagos = `Trip ID,Taxi ID,Trip Start Timestamp,Trip End Timestamp,Trip Seconds,Trip Miles,Pickup Census Tract,Pickup Centroid Latitude,Pickup Centroid Longitude,Dropoff Centroid Latitude,Dropoff Centroid  Longitude
0001a,77,01/02/2024 12:15:00 AM,01/02/2024 12:30:00 AM,"1,080",17.1,,41.980264315,-87.913624596,41.899602111,-87.633308037
0001b,78,01/02/2024 01:00:00 PM,01/02/2024 01:15:00 PM,600,3.1,,,,41.899602111,-87.633308037
`;

const kaggleDurations = `id,vendor_id,pickup_datetime,dropoff_datetime,passenger_count,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,store_and_fwd_flag,trip_duration
id2875421,2,2016-03-14 17:24:55,2016-03-14 17:32:30,1,-73.98215484619139,40.76793670654297,-73.96463012695312,40.765602111816406,N,455
`;

const kaggleFares = `key,fare_amount,pickup_datetime,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,passenger_count
2009-06-15 17:26:21.0000001,4.5,2009-06-15 17:26:21 UTC,-73.844311,40.721319,-73.84161,40.712278,1
`;

describe('layouts of files with requests', () => {
  it('hive: seconds of the day, with the columns of our own layout', async () => {
    const { requests, reading } = await read(hives, { format: 'hive' });
    expect(reading).toMatchObject({ format: 'hive', stampKind: 'seconds of the day' });
    expect(requests.map(({ departureSeconds }) => departureSeconds)).toEqual([900, 1_020]);
    expect((await read(hives)).reading).toMatchObject({ format: 'tripstream', wasDetected: true });
  });

  it('fleetpy: nodes of a file, and places between two of them', async () => {
    const nodes = files.write('nodes.csv', nodesCsv);
    const { requests, reading } = await read(fleetpys, { nodes });
    expect(reading).toMatchObject({ format: 'fleetpy', stampKind: 'seconds of the day' });
    expect(requests).toMatchObject([
      { id: 'a', origin: { lat: 48.1, lng: 11.5 }, destination: { lat: 48.2, lng: 11.6 } },
      { id: 'b', departureSeconds: 87 },
    ]);
    expect(requests[1]?.origin.lat).toBeCloseTo(48.15);
  });

  it('fleetpy: the nodes may be GeoJSON points or a node-link network', async () => {
    const point = (index: number, place: number[]) => ({
      properties: { node_index: index },
      geometry: { type: 'Point', coordinates: place },
    });
    const features = [point(7, [11.5, 48.1]), point(8, [11.6, 48.2])];
    const geojson = files.write('nodes.geojson', JSON.stringify({ features }));
    const places = [
      { id: 7, x: 11.5, y: 48.1 },
      { id: '8', x: 11.6, y: 48.2 },
    ];
    const network = files.write('network.json', JSON.stringify({ nodes: places, links: [] }));
    const expected = (await read(fleetpys, { nodes: files.write('n.csv', nodesCsv) })).requests;
    expect((await read(fleetpys, { nodes: geojson })).requests).toEqual(expected);
    expect((await read(fleetpys, { nodes: network })).requests).toEqual(expected);
  });

  it('fleetpy: projected nodes, unknown nodes and a missing file are refused with a remedy', async () => {
    const projected = files.write('p.csv', nodesCsv.replace('11.5,48.1', '696681.3,5331284.4'));
    await expect(read(fleetpys, { nodes: projected })).rejects.toThrow(/projected coordinate/);
    const features = [
      { properties: {}, geometry: { type: 'Point', coordinates: [696681, 5331284] } },
    ];
    const geojson = files.write('p.geojson', JSON.stringify({ features }));
    await expect(read(fleetpys, { nodes: geojson })).rejects.toThrow(/ogr2ogr -t_srs EPSG:4326/);
    const nodes = files.write('few.csv', 'node_index,lat,lon\n7,48.1,11.5\n');
    await expect(read(fleetpys, { nodes })).rejects.toThrow(/line 2, end: "8" is a node that/);
    await expect(read(fleetpys)).rejects.toThrow(/name nodes and not coordinates. Give .*--nodes/);
  });

  it('tlc: coordinates of old files, with places at 0,0 left out and counted', async () => {
    const { requests, reading } = await read(tlcOld, { timeZone: 'America/New_York' });
    expect(reading).toMatchObject({
      format: 'tlc',
      leftOut: [{ kind: 'missing', reason: 'a place is 0,0', count: 1, examples: ['line 3'] }],
    });
    expect(requests).toMatchObject([
      { id: '2', recordedSeconds: 1_083, departureSeconds: 68_739, passengers: 1 },
    ]);
    expect((await read(tlc2009)).requests).toMatchObject([{ recordedSeconds: 600 }]);
  });

  it('tlc: zones of a CSV file are points', async () => {
    const zones = files.write('zones.csv', zonesCsv);
    const { requests, reading } = await read(tlcNew, { zones });
    expect(requests).toMatchObject([
      { origin: { lat: 40.78, lng: -73.957 }, destination: { lat: 40.81, lng: -73.94 } },
      { origin: { lat: 40.78, lng: -73.957 }, destination: { lat: 40.78, lng: -73.957 } },
    ]);
    expect(reading.leftOut).toMatchObject([{ kind: 'missing', count: 1, examples: ['line 3'] }]);
  });

  it('tlc: places are drawn within the polygons of the zones, the same for a seed', async () => {
    const zones = files.write('zones.geojson', zonesGeoJson);
    const [first] = (await read(tlcNew, { zones, seed: 1 })).requests;
    const [again] = (await read(tlcNew, { zones, seed: 1 })).requests;
    const [other] = (await read(tlcNew, { zones, seed: 2 })).requests;
    expect(again).toEqual(first);
    expect(other?.origin).not.toEqual(first?.origin);
    expect(first?.origin.lng).toBeGreaterThan(-73.96);
    expect(first?.origin.lng).toBeLessThan(-73.95);
    expect(first?.destination.lat).toBeGreaterThan(40.81);
  });

  it('tlc: a file without zones, and a zone that the file does not have, are refused', async () => {
    await expect(read(tlcNew)).rejects.toThrow(/name zones and not coordinates. Give .*--zones/);
    const zones = files.write('one.csv', 'LocationID,lat,lon\n236,40.78,-73.957\n');
    await expect(read(tlcNew, { zones })).rejects.toThrow(/line 2, DOLocationID: "42" is a zone/);
  });

  it.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP'] as const)(
    'tlc: the Parquet files with %s are read as the CSV ones',
    async (codec) => {
      const zones = files.write('zones.csv', zonesCsv);
      const times = ['2024-01-17T00:46:55Z', '2024-01-17T00:50:00Z', '2024-01-17T00:51:00Z'];
      const parquet = parquetFile(
        [
          { name: 'VendorID', data: [2, 2, 2], type: 'INT32' },
          {
            name: 'lpep_pickup_datetime',
            data: times.map((at) => new Date(at)),
            type: 'TIMESTAMP',
          },
          { name: 'PULocationID', data: [236n, 264n, 236n], type: 'INT64' },
          { name: 'DOLocationID', data: [42n, 42n, 236n], type: 'INT64' },
          { name: 'passenger_count', data: [1, 1, null], type: 'DOUBLE', nullable: true },
        ],
        { codec, rowGroupSize: 2 },
      );
      const file = files.write('green.parquet', parquet);
      const { requests, reading } = await readRequests(file, { zones });
      const { requests: expected } = await read(tlcNew, { zones });
      const plain = (each: (typeof expected)[number]) => [each.origin, each.departureMs];
      expect(requests.map(plain)).toEqual(expected.map(plain));
      expect(reading.leftOut).toMatchObject([{ count: 1, examples: ['row 2'] }]);
    },
  );

  it('chicago: American dates, seconds with a comma, and rows without a place left out', async () => {
    const { requests, reading } = await read(chicagos, { timeZone: 'America/Chicago' });
    expect(reading).toMatchObject({ format: 'chicago', note: expect.stringMatching(/15 minutes/) });
    expect(reading.leftOut).toMatchObject([{ kind: 'missing', reason: 'a place is missing' }]);
    expect(requests).toMatchObject([
      {
        id: '0001a',
        origin: { lat: 41.980264315, lng: -87.913624596 },
        departureSeconds: 900,
        departureMs: Date.UTC(2024, 0, 2, 6, 15),
        recordedSeconds: 1_080,
      },
    ]);
  });

  it('kaggle: trip durations, and fares with "UTC" behind the time', async () => {
    const durations = await read(kaggleDurations);
    expect(durations.reading).toMatchObject({ format: 'kaggle', wasDetected: true });
    expect(durations.requests).toMatchObject([{ id: 'id2875421', recordedSeconds: 455 }]);
    const { requests } = await read(kaggleFares, { timeZone: 'America/New_York' });
    expect(requests).toMatchObject([
      {
        id: '2009-06-15 17:26:21.0000001',
        departureMs: Date.UTC(2009, 5, 15, 17, 26, 21),
        departureSeconds: 13.4 * 3_600 + 141,
      },
    ]);
  });

  it('columns with other names are mapped by --columns', async () => {
    const text =
      'Start;Start Lat;Start Lon;End Lat;End Lon\n2024-05-01 08:00;48,1;11,5;48,2;11,6\n';
    const columns = {
      o_lat: 'start_lat',
      o_lon: 'START LON',
      d_lat: 'EndLat',
      d_lon: 'End Lon',
      departure_time: 'Start',
    };
    expect((await read(text, { columns })).requests).toMatchObject([
      { id: '2', origin: { lat: 48.1, lng: 11.5 }, departureSeconds: 28_800 },
    ]);
    const wrong = read(text, { columns: { ...columns, o_lat: 'Start Latitude' } });
    await expect(wrong).rejects.toThrow(
      /"Start Latitude" for o_lat is missing \(is it "Start Lat"\?/,
    );
  });

  it('the requests of --day are kept, in the zone of the file', async () => {
    const lines = [
      '2024-01-16 23:59:59',
      '2024-01-17 00:00:00',
      '2024-01-17 23:59:59',
      '2024-01-18',
    ];
    const rows = lines.map((at, i) => `${i},48.1,11.5,48.2,11.6,${at.padEnd(19, ' 00:00:00')}`);
    const text = ['request_id,o_lat,o_lon,d_lat,d_lon,departure_time', ...rows].join('\n');
    const { requests, reading } = await read(text, {
      day: '2024-01-17',
      timeZone: 'Europe/Berlin',
    });
    expect(requests.map(({ id, departureSeconds }) => [id, departureSeconds])).toEqual([
      ['1', 0],
      ['2', 86_399],
    ]);
    expect(reading.leftOut).toMatchObject([{ kind: 'period', count: 2 }]);
  });
});
