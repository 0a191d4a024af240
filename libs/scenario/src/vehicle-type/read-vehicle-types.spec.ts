import { afterAll, describe, expect, it } from '@jest/globals';
import { InputFiles } from '../../test/input-files.js';
import { readVehicleTypes } from './read-vehicle-types.js';
import { BUILT_IN_VEHICLE_TYPES } from './vehicle-type.js';

const files = new InputFiles();
afterAll(() => files.remove());

/** The file of HIVE, of which an engine's figures are not used. */
const HIVE_TYPES = (leaf: string) => `${leaf}
toyota_corolla:
  mechatronics_type: ice
  tank_capacity_gallons: 10
  nominal_miles_per_gallon: 30
`;

const LEAF = `leaf_50:
  mechatronics_type: bev
  powercurve_file: 'normalized.yaml'
  battery_capacity_kwh: 50
  nominal_max_charge_kw: 50
  charge_taper_cutoff_kw: 10
  nominal_watt_hour_per_mile: 225
  idle_kwh_per_hour: 0.8
`;

describe('readVehicleTypes', () => {
  it("the types of HIVE's file are those that are built in", async () => {
    const file = files.write('mechatronics.yaml', HIVE_TYPES(LEAF));
    expect(await readVehicleTypes(file)).toEqual(BUILT_IN_VEHICLE_TYPES);
  });

  it('a type with an engine has no battery', async () => {
    const file = files.write('ice.yaml', 'corolla: { mechatronics_type: ice }\n');
    expect(await readVehicleTypes(file)).toEqual([{ id: 'corolla', battery: undefined }]);
  });

  it('a type without a capacity is refused with its field', async () => {
    const file = files.write('bad.yaml', LEAF.replace('  battery_capacity_kwh: 50\n', ''));
    await expect(readVehicleTypes(file)).rejects.toThrow(/leaf_50\.battery_capacity_kwh/);
    const broken = files.write('broken.yaml', 'leaf_50: [');
    await expect(readVehicleTypes(broken)).rejects.toThrow(/line 1/);
  });
});
