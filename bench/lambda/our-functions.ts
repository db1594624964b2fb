import { join } from 'node:path';
import { readAssembly } from '../../local/cloud/assembly.ts';
import { environmentVariables } from '../../local/cloud/functions/environment-variables.ts';
import { readFunctions } from '../../local/cloud/functions/lambda-function.ts';
import { readRoles } from '../../local/cloud/iam/roles.ts';
import { placeOf } from '../../local/cloud/place.ts';
import { readTemplate } from '../../local/cloud/template.ts';
import { synthesizeApp } from '../../test/support/assembly.ts';
import type { Code } from './sandbox.ts';

/** The functions that a message passes, as they are deployed. */
export type OurFunctions = Record<'ingest' | 'processor' | 'reply', Code>;

/**
 * The functions of the synthesized template, with the variables that Lambda and the template give them.
 *
 * @param awsUrl where AWS and the vendor are
 */
export async function ourFunctions(awsUrl: string): Promise<OurFunctions> {
  const assembly = await readAssembly(await synthesizeApp());
  const place = placeOf({ ...assembly, apiUrl: awsUrl, awsUrl });
  const stack = readTemplate(assembly.template, place);
  const overrides = { PILOT_STATUS_BASE_URL: awsUrl, SEND_INTERVAL_MS: '0' };
  const functions = readFunctions(stack, readRoles(stack), assembly, overrides);
  const keys = { accessKeyId: 'ASIABENCHMARK', secretAccessKey: 'secret', sessionToken: 'token' };
  const functionWith = (variable: string): Code => {
    const lambda = functions.find(({ variables }) => variable in variables);
    if (lambda === undefined) throw new Error(`No function of the template declares ${variable}`);
    const environment = environmentVariables(lambda, keys, place, 'stream');
    return { file: join(lambda.codePath, 'index.mjs'), environment };
  };
  return {
    ingest: functionWith('AUTHENTICATION'),
    processor: functionWith('RULES'),
    reply: functionWith('SEND_INTERVAL_MS'),
  };
}
