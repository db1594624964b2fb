import { extensionOf, isAllowedType, mediaTypeOf, readAllowedTypes } from '../../../lambdas/media/media-type.ts';

const allowed = readAllowedTypes('image/*,application/pdf');

test.each([
  ['image/jpeg', 'image/jpeg'],
  ['IMAGE/JPEG', 'image/jpeg'],
  ['audio/ogg; codecs=opus', 'audio/ogg'],
  [' image/svg+xml ;charset=utf-8', 'image/svg+xml'],
  ['image', undefined],
  ['image/', undefined],
  ['image/jpeg, text/html', undefined],
  ['image/jpeg\u0000', undefined],
  [`image/${'a'.repeat(65)}`, undefined],
  ['', undefined],
  [undefined, undefined],
])('the Content-Type %j is of the type %s', (header, type) => {
  expect(mediaTypeOf(header)).toBe(type);
});

test.each([
  ['image/jpeg', true],
  ['image/webp', true],
  ['application/pdf', true],
  ['application/zip', false],
  ['imagex/jpeg', false],
  ['text/html', false],
])('of images and PDF, %s is allowed: %s', (type, is) => {
  expect(isAllowedType(type, allowed)).toBe(is);
});

test.each([
  ['image/jpeg', 'jpg'],
  ['image/svg+xml', 'bin'],
  ['application/x-sh', 'bin'],
  ['constructor', 'bin'],
  ['__proto__', 'bin'],
])('a file of the type %s has the extension %s', (type, extension) => {
  expect(extensionOf(type)).toBe(extension);
});
