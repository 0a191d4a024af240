import {
  InputError,
  InputProblems,
  greatCircleMeters,
  quoted,
  type InputProblem,
  type RoadLabel,
  type RoadNetwork,
} from '#geo';
import { checkCoordinates } from '../check/check-coordinates.js';
import { checkLengths } from '../check/check-lengths.js';
import { checkTravelTimes } from '../check/check-travel-times.js';
import { LinkReader, type LinkNumbers } from '../link/link-reader.js';
import { assembleNetwork } from './assemble-network.js';
import { MOST_NODES, NodeTable } from './node-table.js';
import type {
  CityFacts,
  LinkRow,
  NodeRow,
  Place,
  PlaceNames,
  ReadGraph,
  ReadLink,
  RoadGraphSink,
} from './road-graph.js';

/** Cities have two or three links for each node. */
const MOST_LINKS = 4 * MOST_NODES;

/** A link whose ends may have no position yet. */
interface PendingLink extends LinkNumbers {
  readonly place: Place;
  readonly from: number;
  readonly to: number;
  readonly lineMeters: number | undefined;
  readonly isTwoWay: boolean | undefined;
  readonly label: RoadLabel | undefined;
}

/** A network with what its file says besides. */
export interface BuiltNetwork {
  readonly network: RoadNetwork;
  /** The id in the file of each node. */
  readonly nodeIds: readonly string[];
  /** What is odd about the file, without a reason to refuse it. */
  readonly warnings: readonly InputProblem[];
}

/**
 * Makes a road network of the nodes and links that a format passes on. It refuses a network that
 * can't be right: projected coordinates, lengths in kilometres, travel times in minutes, and others
 * that docs/planner-files.md lists.
 */
export class RoadGraphBuilder implements RoadGraphSink {
  private readonly problems: InputProblems;
  private readonly nodes: NodeTable;
  private readonly reader: LinkReader;
  private readonly links: PendingLink[] = [];
  private facts: CityFacts = {};

  /** @param source the name of the file in an error; also the name of a city that has none */
  constructor(
    private readonly source: string,
    private readonly names: PlaceNames,
  ) {
    this.problems = new InputProblems(source);
    this.nodes = new NodeTable(this.problems, names);
    this.reader = new LinkReader(this.problems);
  }

  setFacts(facts: CityFacts): void {
    this.facts = { ...this.facts, ...facts };
  }

  addNode(node: NodeRow): void {
    this.nodes.add(node);
    if (this.nodes.count > MOST_NODES) throw this.tooLarge(MOST_NODES, 'nodes');
  }

  addLink({ place, source, target, properties, lineMeters, isTwoWay }: LinkRow): void {
    const numbers = this.reader.readNumbers(properties, () => this.names.link(place));
    const label = this.reader.readLabel(properties);
    const [from, to] = [this.nodes.indexOf(source), this.nodes.indexOf(target)];
    this.links.push({ place, from, to, ...numbers, lineMeters, isTwoWay, label });
    if (this.links.length > MOST_LINKS) throw this.tooLarge(MOST_LINKS, 'links');
  }

  /** @throws {InputError} with up to twenty problems of the file */
  finish(): BuiltNetwork {
    const { problems, nodes, facts } = this;
    const graph = this.readGraph();
    const warnings = [
      ...checkCoordinates(graph, { crs: facts.crs, problems }),
      ...checkLengths(graph, problems),
      ...checkTravelTimes(graph, problems),
      ...this.reader.warnings(),
    ];
    problems.throwIfAny();
    const labels = this.links.map(({ label }) => label);
    const isTwoWay = (link: number) => this.links[link]!.isTwoWay ?? facts.isUndirected ?? false;
    const { network, warnings: more } = assembleNetwork(
      { ...graph, labels, isTwoWay, facts },
      problems,
    );
    return { network, nodeIds: nodes.ids, warnings: [...warnings, ...more] };
  }

  /** @throws {InputError} when the file is not a graph with numbers, which the checks need */
  private readGraph(): ReadGraph {
    if (this.nodes.count === 0) this.problems.add('nodes', 'there are none');
    if (this.links.length === 0) this.problems.add('links', 'there are none');
    for (const link of this.links) this.checkEnds(link);
    this.problems.throwIfAny();
    const positions = this.nodes.positions();
    const readLink = (link: PendingLink): ReadLink => {
      const straightMeters = greatCircleMeters(positions[link.from]!, positions[link.to]!);
      const meters = link.meters ?? link.lineMeters ?? straightMeters;
      const { place, from, to } = link;
      const stated = { statedMeters: link.meters, statedSeconds: link.seconds };
      const seconds = link.seconds ?? meters / (link.kmph! / 3.6);
      return { place, from, to, ...stated, straightMeters, meters, seconds };
    };
    return { positions, links: this.links.map(readLink), names: this.names };
  }

  private checkEnds({ place, from, to }: PendingLink): void {
    const [source, target] = this.names.ends ?? ['source', 'target'];
    if (!this.nodes.hasPosition(from)) this.addStrayEnd(place, source, from);
    if (!this.nodes.hasPosition(to)) this.addStrayEnd(place, target, to);
  }

  private addStrayEnd(place: Place, end: string, node: number): void {
    const problem = `there is no node ${quoted(this.nodes.ids[node]!)}`;
    this.problems.add(`${this.names.link(place)}.${end}`, problem);
  }

  private tooLarge(most: number, what: string): InputError {
    const problem = `holds more than ${most.toLocaleString('en')} ${what}`;
    const remedy =
      'Cut the city out of it, for example with the option --bbox of npm run import:osm.';
    return InputError.fromProblems(this.source, [{ where: '', problem, remedy }], 1);
  }
}
