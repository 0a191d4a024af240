import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { InputError } from '#geo';
import { readTextPieces } from '../file/text-file.js';
import { RoadGraphBuilder } from '../graph/road-graph-builder.js';
import type { RoadGraphSink } from '../graph/road-graph.js';
import { lineLength, lineOf } from './line-geometry.js';
import { cityFactsOf, firstOf } from './node-link.js';
import type { FormatReader } from './road-format.js';

/**
 * Reads GraphML (http://graphml.graphdrawing.org/specification.html), as OSMnx's `save_graphml`
 * writes it: each value is a text, and its key says the name of the property. The file is read as
 * a stream. A document type with entities of its own is refused by the parser, so that a short
 * file can't become a long text.
 */
export const readGraphml: FormatReader = async (file) => {
  const builder = new RoadGraphBuilder(file.source, {
    node: (line) => `line ${line} (node)`,
    link: (line) => `line ${line} (edge)`,
  });
  const parser = new SaxesParser();
  const document = new GraphmlDocument(builder, parser, file.source);
  for await (const piece of readTextPieces(file)) document.write(piece);
  document.close();
  return builder.finish();
};

/** The texts of a value may be long only where they hold the line of a street. */
const MOST_TEXT = 1_000_000;

type Element = 'graph' | 'node' | 'edge';

class GraphmlDocument {
  /** The name of a property by the id of its key. */
  private readonly keys = new Map<string, string>();
  private element: Element | undefined;
  private attributes: SaxesTagPlain['attributes'] = {};
  private line = 0;
  private values: Record<string, string> = {};
  private graphValues: Record<string, string> = {};
  private dataKey: string | undefined;
  private text = '';

  constructor(
    private readonly sink: RoadGraphSink,
    private readonly parser: SaxesParser,
    private readonly source: string,
  ) {
    parser.on('error', (error) => {
      throw this.errorAt(error.message.replace(/^\d+:\d+: /, ''));
    });
    parser.on('opentag', (tag) => this.open(tag));
    parser.on('text', (text) => this.addText(text));
    parser.on('cdata', (text) => this.addText(text));
    parser.on('closetag', (tag) => this.closeTag(tag.name));
  }

  write(piece: string): void {
    this.parser.write(piece);
  }

  close(): void {
    this.parser.close();
    const isUndirected = this.graphValues['edgedefault'] === 'undirected';
    this.sink.setFacts({ ...cityFactsOf(this.graphValues), isUndirected });
  }

  private open({ name, attributes }: SaxesTagPlain): void {
    switch (localName(name)) {
      case 'key':
        this.keys.set(attributes['id'] ?? '', attributes['attr.name'] ?? attributes['id'] ?? '');
        break;
      case 'graph':
        this.graphValues['edgedefault'] = attributes['edgedefault'] ?? 'directed';
        this.element = 'graph';
        break;
      case 'node':
      case 'edge':
        this.begin(localName(name) as Element, attributes);
        break;
      case 'data':
        this.dataKey = attributes['key'] ?? '';
        this.text = '';
        break;
    }
  }

  private begin(element: Element, attributes: SaxesTagPlain['attributes']): void {
    this.element = element;
    this.attributes = attributes;
    this.line = this.parser.line;
    this.values = {};
  }

  private addText(text: string): void {
    if (this.dataKey === undefined) return;
    this.text += text;
    if (this.text.length > MOST_TEXT)
      throw this.errorAt('a value is longer than 1,000,000 characters');
  }

  private closeTag(name: string): void {
    switch (localName(name)) {
      case 'data':
        this.setValue(this.keys.get(this.dataKey ?? '') ?? '');
        break;
      case 'node':
        this.addNode();
        break;
      case 'edge':
        this.addEdge();
        break;
    }
  }

  private setValue(property: string): void {
    const values = this.element === 'graph' ? this.graphValues : this.values;
    // A property of this name would be the prototype of the others.
    if (property !== '__proto__') values[property] = this.text;
    this.dataKey = undefined;
  }

  private addNode(): void {
    const { line: place, values, attributes } = this;
    const id = attributes['id'];
    if (id === undefined) throw this.errorAt('a node has no id');
    const [x, y] = [firstOf(values, ['x', 'lon', 'lng']), firstOf(values, ['y', 'lat'])];
    this.sink.addNode({ place, id, x, y });
    this.element = 'graph';
  }

  private addEdge(): void {
    const { line: place, values, attributes } = this;
    const { source, target, directed } = attributes;
    if (source === undefined || target === undefined) throw this.errorAt('an edge lacks an end');
    const line = values['length'] === undefined ? lineOf(values['geometry']) : undefined;
    const isTwoWay = directed === undefined ? undefined : directed === 'false';
    const lineMeters = line && lineLength(line);
    this.sink.addLink({ place, source, target, properties: values, lineMeters, isTwoWay });
    this.element = 'graph';
  }

  private errorAt(problem: string): InputError {
    return new InputError(this.source, `line ${this.parser.line}`, problem);
  }
}

/** Some tools write the names with a prefix. */
const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
