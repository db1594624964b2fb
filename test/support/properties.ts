/**
 * How many cases a property is tried with: few in npm test, many where PROPERTY_RUNS says so. Always the same ones, so
 * that a test that passed passes again; PROPERTY_SEED finds others.
 */
export const runs = {
  numRuns: Number(process.env.PROPERTY_RUNS ?? 50),
  seed: Number(process.env.PROPERTY_SEED ?? 1),
};
