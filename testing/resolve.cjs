/** Finds a module as Jest does, and one that a package exports to `import` alone. */
module.exports = (path, options) => {
  try {
    return options.defaultResolver(path, options);
  } catch (error) {
    if (/^[./]/.test(path)) throw error;
    return options.defaultResolver(path, { ...options, conditions: [...(options.conditions ?? []), 'import'] });
  }
};
