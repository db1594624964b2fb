/** Gives each test of a file the region and the credentials that Lambda would put into the environment. */
export function useCredentials(): void {
  const before = process.env;
  beforeEach(() => {
    process.env = {
      ...before,
      AWS_REGION: 'sa-east-1',
      AWS_ACCESS_KEY_ID: 'ASIATESTTESTTESTTEST',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
    };
  });
  afterEach(() => {
    process.env = before;
  });
}
