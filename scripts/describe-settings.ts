import { SETTING_GROUPS } from '../lib/settings.ts';

const HEAD = `# Settings

Made from \`lib/settings.ts\` by \`npm run docs\`; change it there.

Every setting is a context key: give it on the command line as \`-c logRetentionDays=7\`, or in \`cdk.json\` under \`stages\`, where
\`default\` holds for every stage:

\`\`\`json
"stages": { "default": { "alarmEmail": "me@example.com" }, "staging": { "logRetentionDays": 7 } }
\`\`\`

\`npx cdk deploy -c stage=staging\` deploys a second stack next to the first. A key on the command line, or at the top level of the
context in \`cdk.json\`, wins over both. A setting that is unknown or wrong stops the synthesis, and the message says what is allowed.
Unknown keys that other tools left in \`cdk.context.json\`, or that your \`~/.cdk.json\` holds for every app, are ignored with a warning.
`;

/** What stands below the table of a group. */
const NOTES: Record<string, string> = {
  Media: `
With \`archiveMedia\` on, the bot finds the key of the copy in \`media.archiveKey\`, and the output \`ArchiveBucket\` names the bucket,
which the functions may not read. A file that cannot be kept, such as one without a link, reaches the bot without that key, and the log
says why ([decision 13](decisions/0013-media-archive.md)). CloudFormation deletes no bucket that holds files: with \`removalPolicy\`
\`destroy\`, empty it before \`cdk destroy\`, or before you turn the setting off, with \`aws s3 rm --recursive s3://BUCKET\`.
`,
};

/** The text of docs/settings.md: every setting with its default, what is allowed, and what it does. */
export function describeSettings(): string {
  return [HEAD, ...SETTING_GROUPS.map(describeGroup)].join('\n');
}

function describeGroup([title, settings]: (typeof SETTING_GROUPS)[number]): string {
  const rows = Object.entries(settings).map(([key, { default: preset, allowed, purpose }]) => {
    const value = preset === '' || typeof preset === 'object' ? '' : `\`${preset}\``;
    return `| \`${key}\` | ${value} | ${allowed} | ${purpose} |\n`;
  });
  const table = `| setting | default | allowed | what it does |\n| --- | --- | --- | --- |\n${rows.join('')}`;
  return `## ${title}\n\n${table}${NOTES[title] ?? ''}`;
}
