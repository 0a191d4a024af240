import { quoted, type InputProblem, type InputProblems, type RoadLabel } from '#geo';
import { defaultKmph } from './default-speeds.js';
import { namesOf, numberOf, shownValue, textsOf, type LinkProperties } from './link-values.js';
import { maxSpeedKmph } from './max-speed.js';

/** The numbers of a link. Each is undefined when the file doesn't state it. */
export interface LinkNumbers {
  readonly meters: number | undefined;
  readonly seconds: number | undefined;
  /** Speed in km/h: stated, of the speed limit, or the default of the kind of road. */
  readonly kmph: number | undefined;
}

/** The labels that are remembered; a city has some thousands. */
const MOST_LABELS = 100_000;

const SPEED_KEYS = ['speed_kph', 'speed_kmph'] as const;

/** Reads the properties of links by the names of OSMnx and OpenStreetMap. */
export class LinkReader {
  /** Links with a `maxspeed` that no rule reads. They have the default of their kind of road. */
  private unreadMaxSpeeds = 0;
  /** The first of them. */
  private unreadMaxSpeed = '';
  /** Links whose speed is the default of their kind of road. */
  private defaultSpeeds = 0;
  private readonly labels = new Map<string, RoadLabel | undefined>();

  constructor(private readonly problems: InputProblems) {}

  /**
   * Reads length, travel time and speed.
   *
   * @param where the location of the link, for a problem; called only then
   */
  readNumbers(properties: LinkProperties, where: () => string): LinkNumbers {
    const meters = this.readNumber(properties, 'length', where);
    const seconds = this.readNumber(properties, 'travel_time', where);
    if (seconds !== undefined) return { meters, seconds, kmph: undefined };
    return { meters, seconds, kmph: this.readSpeed(properties, where) };
  }

  private readSpeed(properties: LinkProperties, where: () => string): number | undefined {
    for (const key of SPEED_KEYS) {
      const kmph = this.readNumber(properties, key, where);
      if (kmph === undefined) continue;
      // After a problem any speed will do, because the file is refused.
      if (kmph === 0) this.problems.add(`${where()}.${key}`, 'a speed of 0 takes for ever');
      return kmph || 1;
    }
    const limit = maxSpeedKmph(properties['maxspeed']);
    if (limit !== undefined) return limit;
    const [unread] = textsOf(properties['maxspeed']);
    if (unread !== undefined && this.unreadMaxSpeeds++ === 0) this.unreadMaxSpeed = unread;
    return this.readDefault(properties, where);
  }

  private readDefault(properties: LinkProperties, where: () => string): number | undefined {
    const kmph = defaultKmph(textsOf(properties['highway'])[0]);
    if (kmph !== undefined) this.defaultSpeeds += 1;
    else {
      this.problems.add(
        `${where()}.travel_time`,
        'is missing, and so are speed_kph, maxspeed and highway',
        'Give one of them: seconds, km/h, or a value of OpenStreetMap.',
      );
    }
    return kmph;
  }

  /** A number that is not negative; undefined when it is missing or a problem. */
  private readNumber(
    properties: LinkProperties,
    key: string,
    where: () => string,
  ): number | undefined {
    const value = properties[key];
    const number = numberOf(value);
    if (number === undefined || number >= 0) return number;
    const problem = Number.isNaN(number) ? 'is not a number' : 'is below 0';
    this.problems.add(`${where()}.${key}`, `${shownValue(value)} ${problem}`);
    // The link has a value, if a wrong one, so that no second problem says that it is missing.
    return 1;
  }

  /** Links of one road share a label, because a city has fewer names than links. */
  readLabel(properties: LinkProperties): RoadLabel | undefined {
    const { name, ref, highway } = properties;
    const key = JSON.stringify([name, ref, highway]);
    if (this.labels.has(key)) return this.labels.get(key);
    if (this.labels.size >= MOST_LABELS) this.labels.clear();
    const label = labelOf(properties);
    this.labels.set(key, label);
    return label;
  }

  /** What was odd about the speeds, without a reason to refuse the file. */
  warnings(): InputProblem[] {
    const { unreadMaxSpeeds, unreadMaxSpeed, defaultSpeeds } = this;
    const warnings: InputProblem[] = [];
    if (unreadMaxSpeeds > 0) {
      const links = countLinks(unreadMaxSpeeds);
      const problem = `can't be read at ${links}, such as ${quoted(unreadMaxSpeed)}`;
      const remedy = 'The default speed of the kind of road is taken.';
      warnings.push({ where: 'maxspeed', problem, remedy });
    }
    if (defaultSpeeds > 0) {
      const problem = `gives the speed of ${countLinks(defaultSpeeds)} without a speed of their own`;
      warnings.push({ where: 'highway', problem });
    }
    return warnings;
  }
}

const countLinks = (links: number): string =>
  links === 1 ? '1 link' : `${links.toLocaleString('en')} links`;

/** A road without a name is called by its number, such as "I 95". */
function labelOf({ name, ref, highway }: LinkProperties): RoadLabel | undefined {
  const numbers = namesOf(ref).flatMap((each) => each.split(/\s*;\s*/));
  const [first = null, ...otherNames] = [...namesOf(name), ...numbers];
  const kind = namesOf(highway)[0]?.replace(/_link$/, '') ?? null;
  return first === null && kind === null ? undefined : { name: first, otherNames, kind };
}
