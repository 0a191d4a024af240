import type { Observations } from '../observe/observations.js';
import { fieldNames, splitBlocks, type Block } from '../parse/blocks.js';
import { failed, failedIf, passed, skipped, type Check, type Outcome } from './check.js';
import { clauses } from './clauses.js';

const BOM = '\uFEFF';

/** Runs a check on the bytes of the stream, if there are any. */
const onBytes =
  (judge: (bytes: Buffer) => Outcome) =>
  async (seen: Observations): Promise<Outcome> => {
    const { bytes } = (await seen.sample()).stream;
    return bytes.length === 0 ? skipped('The stream had no byte.') : judge(bytes);
  };

const onText = (judge: (text: string) => Outcome) =>
  onBytes((bytes) => judge(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)));

/** Which bytes arrive. */
export const byteChecks: readonly Check[] = [
  {
    id: 'utf-8',
    title: 'All bytes are UTF-8',
    level: 'required',
    why: 'Clients decode as UTF-8 only, and replace what is none: text is lost without an error.',
    clause: clauses.parsing,
    run: onBytes((bytes) => {
      try {
        // The stream goes on, so its last character may be incomplete.
        new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
        return passed(`${bytes.length} bytes.`);
      } catch {
        return failed('Some bytes are not UTF-8.');
      }
    }),
  },
  {
    id: 'bom',
    title: 'No byte order mark stands inside the stream',
    level: 'required',
    why: 'Clients remove one at the very start. Any other becomes a part of a field name, so the field is ignored.',
    clause: clauses.parsing,
    run: onText((text) => {
      const inside = text.indexOf(`\n${BOM}`) >= 0 || text.indexOf(`\r${BOM}`) >= 0;
      const twice = text.startsWith(`${BOM}${BOM}`);
      return inside || twice
        ? failed('A line after the first one begins with U+FEFF.')
        : passed(text.startsWith(BOM) ? 'One at the start.' : 'None.');
    }),
  },
  {
    id: 'line-ends',
    title: 'Lines end in LF or in CRLF, and never in CR alone',
    level: 'recommended',
    why: 'The standard allows CR, but a parser that has read CR must wait for the next byte to know whether LF follows. Several clients dispatch the event only then.',
    clause: clauses.parsing,
    run: onText((text) => {
      const alone = /\r(?!\n|$)/.test(text) || /\r\r/.test(text);
      return alone ? failed('Lines end in CR alone.') : passed('None ends in CR alone.');
    }),
  },
  {
    id: 'fields',
    title: 'Each line is a comment or a field that clients know',
    level: 'recommended',
    why: 'Clients ignore lines with other names. They often are the rest of a text that was not split into several data lines.',
    clause: clauses.interpreting,
    run: async (seen) => {
      const unknown = (await seen.sample()).stream.log.ignored.find((text) =>
        text.startsWith('Unknown'),
      );
      return failedIf(unknown && `${unknown}.`, 'All names are known.');
    },
  },
  {
    id: 'empty-line',
    title: 'Each message ends with an empty line',
    level: 'required',
    why: 'A client dispatches a message at the empty line behind it, and discards one that is incomplete at the end of the stream.',
    clause: clauses.interpreting,
    run: async (seen) => {
      const { stream } = await seen.sample();
      if (stream.chunks.length === 0) return skipped('The stream had no byte.');
      const isWhole = () => openBlock(stream.bytes) === undefined;
      await stream.waitFor(isWhole, seen.options.timeoutMs);
      const open = openBlock(stream.bytes);
      return failedIf(open && `No empty line came after: ${open.lines.join(' | ')}`, 'All do.');
    },
  },
  {
    id: 'data',
    title: 'Each message has data',
    level: 'recommended',
    why: 'A message without a data line is not dispatched. Its id moves the cursor of browsers, and of other clients it does not.',
    clause: clauses.interpreting,
    run: onText((text) => {
      const bare = splitBlocks(text).find(
        (block) => block.isComplete && isMessage(block) && !fieldNames(block).includes('data'),
      );
      return failedIf(bare && `A message has none: ${bare.lines.join(' | ')}`, 'All have.');
    }),
  },
];

const isMessage = (block: Block): boolean =>
  fieldNames(block).some((name) => ['event', 'data', 'id'].includes(name));

const openBlock = (bytes: Buffer): Block | undefined =>
  splitBlocks(bytes.toString('utf8')).find((block) => !block.isComplete && isMessage(block));
