import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { InputError } from '#geo';
import { readInput } from '../file/input-file.js';
import { NORMALIZED_CURVE, type VehicleType } from './vehicle-type.js';

const KM_PER_MILE = 1.609344;
const positive = z.number().positive();

const batterySchema = z.object({
  mechatronics_type: z.literal('bev'),
  battery_capacity_kwh: positive.max(1_000),
  nominal_watt_hour_per_mile: positive.max(10_000),
  nominal_max_charge_kw: positive.max(10_000),
  idle_kwh_per_hour: z.number().min(0).max(100).default(0),
  charge_taper_cutoff_kw: z.number().min(0).default(0),
});
const otherSchema = z.object({ mechatronics_type: z.literal('ice') });
const fileSchema = z.record(
  z.string().min(1),
  z.discriminatedUnion('mechatronics_type', [batterySchema, otherSchema]),
);

/**
 * Reads types of vehicles from a file in the form of HIVE's `mechatronics.yaml`: by the id of each
 * type, `mechatronics_type` (`bev` or `ice`), and for a battery `battery_capacity_kwh`,
 * `nominal_watt_hour_per_mile`, `nominal_max_charge_kw`, `idle_kwh_per_hour` and
 * `charge_taper_cutoff_kw`. Other keys are ignored. All batteries have the same charging curve.
 *
 * @throws {InputError} with the file, the field and the problem
 */
export async function readVehicleTypes(file: string): Promise<VehicleType[]> {
  const counter = new LineCounter();
  const text = await readInput(file);
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    throw new InputError(file, `line ${counter.linePos(error.pos[0]).line}`, error.message);
  }
  const result = fileSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!result.success) {
    const issue = result.error.issues[0]!;
    throw new InputError(file, issue.path.join('.'), issue.message);
  }
  return Object.entries(result.data).map(([id, type]) => ({ id, battery: toBattery(type) }));
}

function toBattery(type: z.infer<typeof fileSchema>[string]): VehicleType['battery'] {
  if (type.mechatronics_type !== 'bev') return undefined;
  return {
    capacityKwh: type.battery_capacity_kwh,
    kwhPerKm: type.nominal_watt_hour_per_mile / 1_000 / KM_PER_MILE,
    idleKw: type.idle_kwh_per_hour,
    maxChargeKw: type.nominal_max_charge_kw,
    taperFromKw: type.charge_taper_cutoff_kw,
    chargingCurve: NORMALIZED_CURVE,
  };
}
