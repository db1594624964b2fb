import type { Config } from './settings.ts';

/** The names in the setting `botSecrets`, each once. */
export function botSecretNames({ botSecrets }: Pick<Config, 'botSecrets'>): string[] {
  return [...new Set(botSecrets.split(',').map((name) => name.trim()))].filter((name) => name !== '');
}
