/** How many cases a property is tried with: few in npm test, many where PROPERTY_RUNS says so. */
export const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 200) };
