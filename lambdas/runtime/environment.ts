/**
 * Reads a variable that the stack sets on the function.
 *
 * @throws Error that names the variable when it is missing
 */
export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set`);
  return value;
}

/** Reads a variable that may be empty. @returns undefined when it is */
export function optionalVariable(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** Reads a variable that holds a number. @throws Error that names the variable when it does not */
export function numericVariable(name: string): number {
  const value = Number(variable(name));
  if (!Number.isFinite(value)) throw new Error(`The environment variable ${name} is not a number`);
  return value;
}
