import { Command, InvalidArgumentError } from 'commander';
import { isLocal } from '../../operations/loopback.ts';
import { readPort } from '../options.ts';

export interface SimulatorOptions {
  port: number;
  webhook?: string;
  apiKey: string;
  tenantKey?: string;
}

/** What the simulator takes in addition to the vendor's API. */
export const CALLS = `
In addition to the vendor's API, without a key:
  POST /simulator/messages   a contact writes, such as {"from":"+5511999999999","text":"Hi"}
  POST /simulator/events     emit any event, such as {"event":"number.recovered","data":{"id":"cmm0abc123"}}
  PUT  /simulator/faults     what goes wrong, such as {"sends":[{"kind":"lost","next":1}],"events":[{"kind":"drop"}]}
  PUT  /simulator/account    the kind of account, such as {"meta":true,"subscription":false}`;

/** The command line of `npm run simulator`. */
export function simulatorCommand(): Command {
  return new Command('npm run simulator --')
    .description('Simulates Pilot Status on this computer: its API, and its deliveries. Nothing is sent to anybody.')
    .option('--port <number>', 'port of the API on 127.0.0.1; 0 picks a free one', readPort, 4000)
    .option('--webhook <url>', 'deliver all events to this webhook on this computer', readWebhook)
    .option('--api-key <key>', 'the key of the number', 'ps_local')
    .option('--tenant-key <key>', 'a key of the whole account, which may not send')
    .addHelpText('after', CALLS)
    .showHelpAfterError('`npm run simulator -- --help` lists the options.')
    .exitOverride();
}

/**
 * Reads the command line of `npm run simulator`.
 *
 * @throws CommanderError after it has printed help, or what is wrong and what is allowed
 */
export function readSimulatorOptions(argv: readonly string[]): SimulatorOptions {
  return simulatorCommand().parse(argv, { from: 'user' }).opts<SimulatorOptions>();
}

function readWebhook(value: string): string {
  if (isLocal(value)) return value;
  throw new InvalidArgumentError('Allowed is a URL on this computer, such as http://127.0.0.1:3000/hooks');
}
