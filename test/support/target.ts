import type { Target } from '../../cli/stack/target.ts';

/** A stack without outputs, of which nothing can be reached. */
export function testTarget(): Target {
  return {
    name: 'prod',
    stackId: 'arn:x/y/z',
    outputs: {},
    command: (line) => `pilot ${line}`,
    deploy: 'deploy it',
    aws: { region: 'sa-east-1' },
  };
}
