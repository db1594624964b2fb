/** What the type of a file may be: `image/png`, or `image/*` for every kind of image. */
export type AllowedTypes = readonly string[];

/** The extensions of what WhatsApp sends. Source: WhatsApp Cloud API, supported media types. */
const EXTENSIONS = new Map([
  ['application/pdf', 'pdf'],
  ['audio/aac', 'aac'],
  ['audio/amr', 'amr'],
  ['audio/mp4', 'm4a'],
  ['audio/mpeg', 'mp3'],
  ['audio/ogg', 'ogg'],
  ['image/gif', 'gif'],
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/webp', 'webp'],
  ['text/plain', 'txt'],
  ['video/3gpp', '3gp'],
  ['video/mp4', 'mp4'],
]);

/** The type in a Content-Type header, without its parameters, in lower case; undefined when it is not a type. */
export function mediaTypeOf(header: string | undefined): string | undefined {
  return /^\s*([\w.+-]{1,64}\/[\w.+-]{1,64})\s*(;|$)/.exec(header ?? '')?.[1]?.toLowerCase();
}

/** Reads a list with commas. */
export function readAllowedTypes(list: string): AllowedTypes {
  return list.split(',');
}

export function isAllowedType(type: string, allowed: AllowedTypes): boolean {
  return allowed.includes(type) || allowed.includes(type.replace(/\/.*/, '/*'));
}

/** The extension for a type, `bin` for one that is not known: never what a sender chose. */
export function extensionOf(type: string): string {
  return EXTENSIONS.get(type) ?? 'bin';
}
