import swc from '@swc/jest';

const sound = swc.createTransformer({ module: { type: 'commonjs' } });
const { file, source, replacement } = JSON.parse(process.env.MUTANT ?? '{}');

const mutated = (text, path) =>
  file !== undefined && path.endsWith(`/${file}`) ? text.replace(source, () => replacement) : text;

/** Compiles TypeScript as every test does it, but for the one file that the mutant in `MUTANT` is about. */
export default {
  ...sound,
  process: (text, path, options) => sound.process(mutated(text, path), path, options),
  getCacheKey: (text, path, options) => sound.getCacheKey(mutated(text, path), path, options),
};
