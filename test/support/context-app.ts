import { App, Stack } from 'aws-cdk-lib/core';
import { readConfig } from '../../lib/config.ts';
import { readContextFiles, withoutForeignKeys } from '../../lib/foreign-context.ts';

// An app that CDK runs as it runs ours. It makes nothing, and tells which keys of its context were left out, and what
// was wrong.
const app = new App();
new Stack(app, 'Empty');
const { context, foreign } = withoutForeignKeys(app.node.getAllContext(), readContextFiles());
process.stderr.write(`told ${JSON.stringify({ foreign, mistake: mistakeIn(context) })}\n`);

function mistakeIn(context: Readonly<Record<string, unknown>>): string | undefined {
  try {
    readConfig(context);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
