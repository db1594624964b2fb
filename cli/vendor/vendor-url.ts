import { Option } from 'commander';
import { isLocal } from '../../operations/loopback.ts';
import { outputOf, type Target } from '../stack/target.ts';
import { UsageError } from '../terminal/errors.ts';

/** The option that names a simulator of the vendor. */
export function vendorUrlOption(): Option {
  return new Option('--vendor-url <url>', 'a simulator of Pilot Status on this computer').argParser(readVendorUrl);
}

/** The origin of the vendor's API that a stack sends to. */
export function vendorUrlOf(target: Target, given: string | undefined): string {
  return given ?? target.vendorUrl ?? outputOf(target, 'VendorUrl');
}

/** The key is sent there, so that it can be no place but this computer. */
function readVendorUrl(url: string): string {
  if (isLocal(url)) return url.replace(/\/$/, '');
  throw new UsageError('--vendor-url must be an address on this computer, such as http://127.0.0.1:4000');
}
