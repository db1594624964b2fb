/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '\\.ts$': ['@swc/jest', { module: { type: 'commonjs' } }] },
  testTimeout: 30_000,
};
