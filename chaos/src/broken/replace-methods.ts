/**
 * Replaces methods of a class by those of a broken variant.
 *
 * @throws {Error} when the class has no such method. After a rename, the replacement would
 *   have no effect, and the variant would be the shipped design.
 */
export function replaceMethods(
  { name, prototype }: { name: string; prototype: object },
  replacements: Record<string, unknown>,
): void {
  for (const method of Object.keys(replacements)) {
    if (typeof Reflect.get(prototype, method) === 'function') continue;
    throw new Error(`A broken variant replaces ${name}.${method}, which does not exist.`);
  }
  Object.assign(prototype, replacements);
}
