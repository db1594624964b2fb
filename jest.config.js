// The warning is about the Node.js of next year; on Node 20 it would stand between the results.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
// CDK's own check of a template takes seconds, and only warns; cdk synth makes it.
process.env.CDK_VALIDATION = 'false';
// The terminal and the page speak the language of the computer; the tests read English.
process.env.LC_ALL = 'C';

/** Packages of which Jest need not load a copy for each test file. */
const OUTSIDE = '(aws-cdk-lib|cdk-nag|constructs)/';

/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { module: { type: 'commonjs' } }],
    [`/node_modules/${OUTSIDE}.*\\.js$`]: '<rootDir>/test/support/outside.mjs',
  },
  transformIgnorePatterns: [`/node_modules/(?!${OUTSIDE})`],
  // What code takes from the global object is looked up in Jest's sandbox each time, unless it is handed to each module.
  sandboxInjectedGlobals: [
    'Array',
    'Error',
    'JSON',
    'Map',
    'Math',
    'Number',
    'Object',
    'Promise',
    'Set',
    'String',
    'Symbol',
  ],
  globalSetup: '<rootDir>/test/support/synthesize.ts',
  setupFilesAfterEnv: ['<rootDir>/test/support/warnings.ts'],
  // Jest leaves a core to the terminal; with two there would be one worker.
  maxWorkers: 2,
  // The limit only ends what never comes to an end: a busy machine takes several times as long.
  testTimeout: 120_000,
};
