import config from './jest.config.js';

const { globalSetup: _, ...unsynthesized } = config;

/** @type {import('jest').Config} The tests of one mutant, which `test/mutants/main.ts` names. */
export default {
  ...unsynthesized,
  transform: { ...config.transform, '\\.ts$': '<rootDir>/test/mutants/transform.mjs' },
};
