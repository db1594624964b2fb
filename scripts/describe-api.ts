import { type Declaration, type PublicTypes, statementsIn, withoutComments, withoutStars } from './declarations.ts';

/** A page of the reference, in `docs/reference/`, with the report of its types next to it. */
export interface ReferencePage {
  /** The name of both files. */
  name: string;
  title: string;
  /** What one can do after reading it. */
  after: string;
  /** The chapters: what each entry point exports. */
  chapters: readonly { entry: string; title: string; about: string }[];
}

export const REFERENCE: readonly ReferencePage[] = [
  {
    name: 'bot',
    title: 'Reference: the bot',
    after: 'After this page you know every function and type that a bot and its tests can use.',
    chapters: [
      {
        entry: 'lambdas/bot-api/index.ts',
        title: 'In a bot',
        about: "`lambdas/bot.ts` imports these from `'./bot-api/index.ts'`. [Your bot](../bot.md) explains them.",
      },
      {
        entry: 'testing/index.ts',
        title: 'In a test',
        about: '`testing/index.ts` exports these. [Testing your bot](../testing-your-bot.md) explains them.',
      },
    ],
  },
  {
    name: 'construct',
    title: 'Reference: the construct',
    after: 'After this page you know every property of `PilotStatusWebhook`, going in and coming out.',
    chapters: [
      {
        entry: 'index.ts',
        title: 'In a CDK app',
        about: "`'pilot-status-webhook-cdk'` exports these. [In your own CDK app](../construct.md) explains them.",
      },
    ],
  },
];

const WIDTH = 120;

/** A page of the reference, in Markdown: what is exported, with the words of its doc comments. */
export function describeApi({ title, after, chapters }: ReferencePage, { exported, needed }: PublicTypes): string {
  const parts = chapters.flatMap((chapter, i) => {
    const all = exported[i] ?? [];
    const functions = all.filter(isFunction);
    const others = all.filter((one) => !isFunction(one));
    return [`## ${chapter.title}`, wrapped(chapter.about), ...[...functions, ...others].flatMap(described)];
  });
  const made = '`npm run docs` makes this page from the doc comments in the code; change them there.';
  const rest = needed.length === 0 ? [] : ['## What these name', ...needed.flatMap(described)];
  return `${[`# ${title}`, after, made, ...parts, ...rest].join('\n\n')}\n`;
}

/** The types alone, without a comment: what a user's code is compiled against, so that a break shows in a review. */
export function reportApi({ chapters }: ReferencePage, { exported, needed }: PublicTypes): string {
  const codes = (declarations: Declaration[]) => declarations.map(({ code }) => withoutComments(code)).sort();
  const parts = chapters.flatMap(({ entry }, i) => [`// ${entry}`, ...codes(exported[i] ?? [])]);
  return `${['// Written by `npm run docs`.', ...parts, '// What these name', ...codes(needed)].join('\n\n')}\n`;
}

const isFunction = ({ code }: Declaration): boolean => code.startsWith('declare function');

function described({ name, doc, code }: Declaration): string[] {
  const shown = withoutComments(code)
    .replace(/^declare /, '')
    .replaceAll('    ', '  ');
  const [words, tags] = [wordsOf(doc), tagsOf(doc)];
  return [`### \`${name}\``, ...words, codeBlock(shown), ...tags, ...membersOf(code)];
}

/** The members of an interface or class that have a doc comment. */
function membersOf(code: string): string[] {
  const body = /^(?:declare )?(?:interface|class) .*?\{\n(.*)\n\}$/s.exec(code)?.[1];
  if (body === undefined) return [];
  const items = statementsIn(body, '    ').flatMap(({ comment, code: member }) => {
    const name = /^\s*(?:(?:static|readonly|get|set) )*([\w'~-]+)/.exec(member)?.[1];
    if (name === undefined || comment === '') return [];
    const doc = withoutStars(comment);
    return [`- ${indented([...wordsOf(doc, `\`${name}\`: `), ...tagsOf(doc)].join('\n\n'))}`];
  });
  return items.length > 0 ? [items.join('\n')] : [];
}

const indented = (text: string): string => text.replaceAll('\n', '\n  ').replace(/^ +$/gm, '');

/** The words of a doc comment, as paragraphs. */
function wordsOf(doc: string, begin = ''): string[] {
  const [words = ''] = doc.split(/^@/m);
  const paragraphs = `${begin}${words.trim()}`.split(/\n\n+/);
  return paragraphs
    .filter((text) => text !== '')
    .map((text) => (isDrawing(text) ? codeBlock(text, '') : wrapped(text)));
}

/** Lines that are not words, but stand in places of their own. */
const isDrawing = (paragraph: string): boolean => /^ {4}/m.test(paragraph);

/** What a doc comment says of parameters, results and errors, and its examples as code. */
function tagsOf(doc: string): string[] {
  const [, ...tags] = doc.split(/^@/m);
  return tags.map((tag) => {
    const [, name = '', text = ''] = /^(\w+)\s*(.*)$/s.exec(tag.trim()) ?? [];
    if (name === 'example') return codeBlock(text);
    return wrapped(SAYS[name]?.(text) ?? `${name} ${text}`);
  });
}

const SAYS: Record<string, (text: string) => string> = {
  throws: (text) => `Throws ${text.replace(/^\w+/, '`$&`')}.`,
  param: (text) => text.replace(/^\w+/, '`$&`:'),
  returns: (text) => `Returns ${text}.`,
};

const codeBlock = (code: string, language = 'ts'): string => `\`\`\`${language}\n${code}\n\`\`\``;

/** A paragraph in lines that are not too long, inside a list as well. */
function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= WIDTH - 2) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
