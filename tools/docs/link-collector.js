import GithubSlugger from 'github-slugger';

const LINKS = new Set(['link', 'image', 'definition']);
const TARGETS = new Set(['resourceDestinationString', 'definitionDestinationString']);
const LABELS = new Set(['labelText']);
const HEADINGS = new Set(['atxHeadingText', 'setextHeadingText']);

/**
 * Collects the links and the anchors of documents while markdownlint parses them, so that
 * links can be checked once every document is known.
 */
export class LinkCollector {
  /** @type {{ document: string, line: number, target: string, label: string }[]} */
  links = [];
  /** The anchors of each document's headings, as GitHub makes them.
   * @type {Map<string, Set<string>>} */
  anchors = new Map();

  /** The rule for markdownlint. It reports no error. */
  rule = {
    names: ['link-collector'],
    description: 'Collects links and anchors',
    tags: ['collector'],
    parser: 'micromark',
    function: ({ name, parsers }) => {
      const { tokens } = parsers.micromark;
      for (const link of tokensOf(tokens, LINKS)) {
        const [target] = tokensOf(link.children, TARGETS);
        const label = tokensOf(link.children, LABELS)[0]?.text ?? '';
        if (target) {
          this.links.push({ document: name, line: link.startLine, target: target.text, label });
        }
      }
      this.anchors.set(name, anchorsOf(tokensOf(tokens, HEADINGS)));
    },
  };
}

function anchorsOf(headings) {
  const slugger = new GithubSlugger();
  return new Set(headings.map(({ text }) => slugger.slug(plainTextOf(text))));
}

function plainTextOf(markdown) {
  return markdown.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
}

/** The tokens of the given types, at any depth, outer ones first. */
function tokensOf(tokens, types) {
  return tokens.flatMap((token) => [
    ...(types.has(token.type) ? [token] : []),
    ...tokensOf(token.children, types),
  ]);
}
