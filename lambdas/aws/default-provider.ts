import { environmentCredentials } from './credentials.ts';

/**
 * Stands in the bundles for `@aws-sdk/credential-provider-node`, the SDK's search for credentials in profiles, SSO, containers
 * and instances, which would be a quarter of a function. In Lambda they are in the environment.
 */
export const defaultProvider = () => environmentCredentials;
