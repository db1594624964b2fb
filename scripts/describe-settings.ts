import { SETTING_GROUPS } from '../lib/settings.ts';

const HEAD = `# Settings

After this page you can change anything about the stack that can be changed without touching its code.

\`npm run docs\` makes this page from \`lib/settings.ts\`; change it there.

Every setting is a context key. Give it on the command line, as in \`-c logRetentionDays=7\`, or in \`cdk.json\`
under \`stages\`, where \`default\` applies to every stage:

\`\`\`json
"stages": { "default": { "alarmEmail": "me@example.com" }, "staging": { "logRetentionDays": 7 } }
\`\`\`

\`npx cdk deploy -c stage=staging\` deploys a second stack next to the first. A key on the command line, or at the
top level of the context in \`cdk.json\`, overrides both. An unknown key or a wrong value stops the synthesis, and
the message says what is allowed. Unknown keys that other tools left in \`cdk.context.json\`, or that your
\`~/.cdk.json\` sets for every app, are ignored with a warning.
`;

/** The text below the table of a group. */
const NOTES: Record<string, string> = {
  Media: `
With \`archiveMedia\` on, the bot finds the key of the copy in \`media.archiveKey\`. The output \`ArchiveBucket\`
names the bucket, which the functions cannot read. A file that cannot be kept, such as one without a link,
reaches the bot without that key, and the log says why ([decision 13](decisions/0013-media-archive.md)).
CloudFormation cannot delete a bucket that holds files: with \`removalPolicy\` \`destroy\`, empty it with
\`aws s3 rm --recursive s3://BUCKET\` before \`cdk destroy\`, and before you turn the setting off.
`,
};

/** The words of the page in a language; the functions get what `lib/settings.ts` says in English. */
export interface SettingsWords {
  head: string;
  columns: string;
  title: (english: string) => string;
  allowed: (english: string) => string;
  purpose: (setting: string, english: string) => string;
  /** The text below the table of a group, by its English title. */
  notes: Record<string, string>;
}

const ENGLISH: SettingsWords = {
  head: HEAD,
  columns: 'setting | default | allowed | what it does',
  title: (english) => english,
  allowed: (english) => english,
  purpose: (_setting, english) => english,
  notes: NOTES,
};

/** The text of docs/settings.md: every setting with its default, the allowed values, and its purpose. */
export function describeSettings(words = ENGLISH): string {
  return [words.head, ...SETTING_GROUPS.map((group) => describeGroup(group, words))].join('\n');
}

function describeGroup([title, settings]: (typeof SETTING_GROUPS)[number], words: SettingsWords): string {
  const rows = Object.entries(settings).map(([key, { default: preset, allowed, purpose }]) => {
    const value = preset === '' || typeof preset === 'object' ? '' : `\`${preset}\``;
    return `| \`${key}\` | ${value} | ${words.allowed(allowed)} | ${words.purpose(key, purpose)} |\n`;
  });
  const table = `| ${words.columns} |\n| --- | --- | --- | --- |\n${rows.join('')}`;
  return `## ${words.title(title)}\n\n${table}${words.notes[title] ?? ''}`;
}
