import config from './jest.config.js';

/** @type {import('jest').Config} The tests of the inspector's page, in a browser that is on this computer. */
export default {
  ...config,
  testMatch: ['<rootDir>/test/browser/**/*.browser.ts'],
  globalSetup: '<rootDir>/test/browser/support/synthesize.ts',
  testTimeout: 60_000,
  maxWorkers: 1,
};
