import config from './jest.config.js';

const { globalSetup: _, ...unsynthesized } = config;

// Set here and not in the script, because a shell of Windows has no other way.
process.env.PROPERTY_RUNS ??= '10000';

/** @type {import('jest').Config} The property tests alone, with many more cases than `npm test` tries. */
export default { ...unsynthesized, testMatch: ['<rootDir>/test/**/*.properties.test.ts'], testTimeout: 600_000 };
