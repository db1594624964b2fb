// A transform of Jest for packages that take long to load, and hold no state of a test: what Jest would load anew for every
// test file is loaded once per worker, outside of Jest's sandbox.
export default {
  process: (_code, file) => ({
    code: `module.exports = require('node:vm').runInThisContext('process').mainModule.require(${JSON.stringify(file)});`,
  }),
  getCacheKey: (_code, file) => `outside ${file}`,
};
