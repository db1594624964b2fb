import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const TSC = join(ROOT, 'node_modules', 'typescript', 'lib', 'tsc.js');

/** A declaration at the top of a file, as the compiler writes it. */
export interface Declaration {
  name: string;
  /** The file that it is in, from the root of the project. */
  file: string;
  /** The doc comment, without its stars; empty without one. */
  doc: string;
  /** The declaration itself, with the doc comments of its members. */
  code: string;
}

/** What entry points export, and what these declarations name in turn. */
export interface PublicTypes {
  /** For each entry point what it exports, in its order. */
  exported: Declaration[][];
  /** Declarations of ours that the exported ones need, sorted by name. */
  needed: Declaration[];
}

interface SourceFile {
  declarations: Map<string, Declaration>;
  /** Names that come from other files of ours, with the file and the name there. */
  imports: Map<string, { file: string; name: string }>;
  exports: string[];
}

/**
 * Reads the public types of entry points from the declarations that the compiler makes of them.
 *
 * @param entries files from the root of the project; all are compiled in one run
 * @throws Error with what the compiler printed, when it fails
 */
export async function publicTypes(entries: readonly string[]): Promise<PublicTypes> {
  await mkdir(join(ROOT, 'build'), { recursive: true });
  // The packages of types are found from where it lies.
  const folder = await mkdtemp(join(ROOT, 'build', 'declarations-'));
  try {
    const project = join(folder, 'tsconfig.json');
    const emitted = {
      noEmit: false,
      declaration: true,
      stripInternal: true,
      emitDeclarationOnly: true,
      outDir: 'out',
      rootDir: '../..',
    };
    const files = entries.map((entry) => join(ROOT, entry));
    const compilerOptions = { ...emitted, types: ['node'] };
    await writeFile(project, JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: [], files }));
    await promisify(execFile)(process.execPath, [TSC, '-p', project, '--pretty', 'false']).catch((error) => {
      throw new Error(`The declarations cannot be made:\n${error.stdout || error.stderr}`);
    });
    return await collect(entries, reader(join(folder, 'out')));
  } finally {
    await rm(folder, { recursive: true });
  }
}

type Read = (file: string) => SourceFile;

/** Reads each file once, so that a declaration is the same wherever it is named. */
function reader(out: string): Read {
  const known = new Map<string, SourceFile>();
  return (file) => {
    const source =
      known.get(file) ?? readDeclarations(readFileSync(join(out, file.replace(/\.ts$/, '.d.ts')), 'utf8'), file);
    known.set(file, source);
    return source;
  };
}

function collect(entries: readonly string[], read: Read): PublicTypes {
  const resolve = (file: string, name: string): Declaration | undefined => {
    const { declarations, imports } = read(file);
    const elsewhere = imports.get(name);
    return declarations.get(name) ?? (elsewhere && resolve(elsewhere.file, elsewhere.name));
  };
  const found = (file: string, names: Iterable<string>): Declaration[] =>
    [...names].map((name) => resolve(file, name)).filter((one) => one !== undefined);

  const exported = entries.map((entry) => found(entry, read(entry).exports));
  const all = new Set(exported.flat());
  const { size } = all;
  // What is added while it is walked through is walked through, too.
  for (const { file, code } of all) for (const one of found(file, namesIn(code))) all.add(one);
  return { exported, needed: [...all].slice(size).sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

function namesIn(code: string): string[] {
  return (
    withoutComments(code)
      .replace(/'[^']*'/g, '')
      .match(/[A-Za-z_]\w*/g) ?? []
  );
}

/**
 * Reads a file of declarations. The compiler writes it in one form: what is not indented begins or ends a statement.
 *
 * @param file where it comes from, from the root of the project
 */
export function readDeclarations(text: string, file: string): SourceFile {
  const source: SourceFile = { declarations: new Map(), imports: new Map(), exports: [] };
  for (const { comment, code } of statementsIn(text)) {
    const names = /^(?:import|export)(?: type)? \{ (.*?),? \}(?: from '(.+)')?;$/.exec(code);
    if (names) readNames(source, file, code.startsWith('export'), names[1]?.split(', ') ?? [], names[2]);
    const [, isExported, name] = DECLARED.exec(code) ?? [];
    if (name === undefined) continue;
    source.declarations.set(name, { name, file, doc: withoutStars(comment), code: code.replace(/^export /, '') });
    if (isExported) source.exports.push(name);
  }
  return source;
}

/** Statements, or members, with the doc comment before each; `indent` is how far they are from the edge. */
export function statementsIn(text: string, indent = ''): { comment: string; code: string }[] {
  const statements: { comment: string; code: string }[] = [];
  let comment: string[] = [];
  let code: string[] = [];
  const isOutmost = (line: string) => line.startsWith(indent) && !/^\s/.test(line.slice(indent.length));
  for (const line of text.split('\n')) {
    // Of two comments in a row the first is about the file.
    if (code.length === 0 && /^\s*\/\*\*/.test(line)) comment = [line];
    else if (code.length === 0 && comment.length > 0 && !comment.at(-1)?.endsWith('*/')) comment.push(line);
    else if (code.length > 0 || line.trim() !== '') code.push(line);
    if (code.length === 0 || !isOutmost(line) || !/(;|^\s*\})$/.test(line)) continue;
    statements.push({ comment: comment.join('\n'), code: code.join('\n') });
    [comment, code] = [[], []];
  }
  return statements;
}

const DECLARED = /^(export )?(?:declare )?(?:abstract )?(?:type|interface|class|function|const|enum) (\w+)/;

function readNames(source: SourceFile, file: string, isExport: boolean, names: string[], from?: string): void {
  for (const entry of names.filter((name) => name !== '')) {
    const [there = '', here = there] = entry.replace(/^type /, '').split(' as ');
    if (isExport) source.exports.push(here);
    if (from?.startsWith('.')) source.imports.set(here, { file: join(dirname(file), from), name: there });
  }
}

/** Code without its comments, and without the mark that a class has private fields. */
export function withoutComments(code: string): string {
  return code.replace(/^ *#private;\n/gm, '').replace(/^ *\/\*\*(?:(?!\*\/).)*\*\/\n/gms, '');
}

/** The words of a doc comment, as lines. */
export function withoutStars(comment: string): string {
  return comment
    .replace(/^\s*\/\*\*\s?|\s*\*\/\s*$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim();
}
