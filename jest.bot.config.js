/** @type {import('jest').Config} The tests of the user's own bot: `npm run test:bot`. Ours do not include them. */
export default {
  testMatch: ['<rootDir>/bot/**/*.test.ts', '<rootDir>/lambdas/bot.test.ts'],
  // A package of the user's own may have ES modules only, which Jest neither finds nor loads as they are.
  resolver: '<rootDir>/testing/resolve.cjs',
  transform: { '\\.[cm]?[jt]s$': ['@swc/jest', { module: { type: 'commonjs' } }] },
  transformIgnorePatterns: ['/node_modules/@(aws|aws-sdk|aws-lambda-powertools|smithy)/'],
  passWithNoTests: true,
};
