import { readFile } from 'node:fs/promises';
import type { EmptyProject } from './empty-project.js';

/** The file of an example, from the comment in its first line. */
const NAME = /^(?:\/\/|<!--) (\S+?\.\w+)(?: -->)?\n/;

/**
 * The files that a section of a document asks its reader to save.
 *
 * @param document the address of a Markdown file
 * @param heading the text of the section's heading
 * @returns the text by the name of the file; a block without a name in its first line is left out
 */
export async function filesOf(document: URL, heading: string): Promise<Map<string, string>> {
  const text = await readFile(document, 'utf8');
  const [, section] = text.split(new RegExp(`^#+ ${heading}$`, 'm'));
  if (section === undefined) throw new Error(`${document.pathname} has no section ${heading}`);
  const [own = ''] = section.split(/^## /m);
  const files = new Map<string, string>();
  for (const [, code = ''] of own.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)) {
    const name = NAME.exec(code)?.[1];
    if (name !== undefined) files.set(name, code);
  }
  return files;
}

/** Saves the files as they are, except that the server of the test takes the place of `npm start`. */
export async function paste(
  project: EmptyProject,
  files: Map<string, string>,
  server: { url: string },
): Promise<void> {
  for (const [name, code] of files) {
    await project.write(name, code.replaceAll('http://127.0.0.1:3000', server.url));
  }
}
