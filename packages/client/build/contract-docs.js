import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** The names of schemas and the constants that hold them, from the record in the contracts. */
const RECORD = /^const named = \{\n([\s\S]*?)^\} as const/m;

/**
 * Reads the docstrings of the schemas, which zod doesn't keep at run time.
 *
 * @param files the sources of libs/contracts
 * @returns for each name in the protocol the docstring of the schema and those of its fields
 */
export function readContractDocs(files) {
  const byConstant = new Map();
  let record = '';
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    record ||= RECORD.exec(text)?.[1] ?? '';
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
    for (const statement of source.statements) collect(statement, byConstant);
  }
  const docs = new Map();
  for (const [, name, constant] of record.matchAll(/^ {2}(\w+): (\w+),$/gm)) {
    const found = byConstant.get(constant);
    if (found) docs.set(name, found);
  }
  return docs;
}

function collect(statement, byConstant) {
  if (!ts.isVariableStatement(statement)) return;
  for (const { name, initializer } of statement.declarationList.declarations) {
    if (!initializer || !ts.isIdentifier(name)) continue;
    const fields = new Map();
    const object = firstObject(initializer);
    for (const property of object?.properties ?? []) {
      const text = docOf(property);
      if (text && property.name) fields.set(property.name.text, text);
    }
    byConstant.set(name.text, { text: docOf(statement), fields });
  }
}

/** The object that the chain `z.strictObject({…}).meta(…)` begins with. */
function firstObject(node) {
  if (ts.isObjectLiteralExpression(node)) return node;
  if (ts.isCallExpression(node)) {
    const inner = ts.isPropertyAccessExpression(node.expression) && node.expression.expression;
    const fromChain = inner && !ts.isIdentifier(inner) ? firstObject(inner) : undefined;
    return fromChain ?? (node.arguments[0] && firstObject(node.arguments[0]));
  }
  return undefined;
}

function docOf(node) {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return doc ? ts.getTextOfJSDocComment(doc.comment) : undefined;
}
