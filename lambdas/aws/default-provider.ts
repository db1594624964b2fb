import { environmentCredentials } from './credentials.ts';

/**
 * Stands in the bundles for `@aws-sdk/credential-provider-node`, where a bot brings a client of the SDK: its search for
 * credentials in profiles, SSO, containers and instances would outweigh the function. In Lambda they are in the
 * environment.
 */
export const defaultProvider = () => environmentCredentials;
