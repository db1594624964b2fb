import { parseArgs } from 'node:util';
import { isLocal } from '../../operations/loopback.ts';
import { port, UsageError, wrongOption } from '../options.ts';

export interface SimulatorOptions {
  port: number;
  webhook: string | undefined;
  apiKey: string;
  tenantKey: string | undefined;
}

export const HELP = `Runs a stand-in for Pilot Status on this computer: its API, and its deliveries to webhooks. Nothing is sent to anybody.

Usage: npm run simulator -- [options]

  --port N         port of the API on 127.0.0.1 (default 4000; 0 picks a free one)
  --webhook URL    deliver all events to this webhook on this computer
  --api-key K      the key of the number (default ps_local)
  --tenant-key K   a key of the whole account, which may not send
  --help           print this

Beside the vendor's API, each without a key:
  POST /simulator/messages   a contact writes, such as {"from":"+5511999999999","text":"Hi"}
  POST /simulator/events     any event is emitted, such as {"event":"number.recovered","data":{"id":"cmm0abc123"}}
  PUT  /simulator/faults     what goes wrong, such as {"sends":[{"kind":"lost","next":1}],"events":[{"kind":"duplicate"}]}
  PUT  /simulator/account    what kind of account it is, such as {"meta":true,"subscription":false}
`;

/**
 * Reads the command line of `npm run simulator`.
 *
 * @returns undefined when only help is asked for
 * @throws UsageError that says what is wrong and what is allowed
 */
export function readSimulatorOptions(argv: string[]): SimulatorOptions | undefined {
  const { values } = parse(argv);
  if (values.help) return undefined;
  return {
    port: port(values.port),
    webhook: webhook(values.webhook),
    apiKey: values['api-key'],
    tenantKey: values['tenant-key'],
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', default: '4000' },
        webhook: { type: 'string' },
        'api-key': { type: 'string', default: 'ps_local' },
        'tenant-key': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw wrongOption(error, 'npm run simulator');
  }
}

function webhook(value: string | undefined): string | undefined {
  if (value === undefined || isLocal(value)) return value;
  throw new UsageError(`--webhook ${value}: allowed is a URL on this computer, such as http://127.0.0.1:3000/hooks`);
}
