import { matchRoute, parseRouteKey } from '../../../../local/cloud/http-api/routes.ts';

const routes = [
  '$default',
  'ANY /{proxy+}',
  'GET /pets/{proxy+}',
  'GET /pets/{id}',
  'ANY /pets/dog',
  'GET /pets/dog',
  'POST /hooks/whatsapp/{token}',
  'GET /a/{x}/c',
  'GET /a/b/{y+}',
].map(parseRouteKey);
const match = (method: string, path: string, among = routes) => {
  const found = matchRoute(among, method, path);
  return found && [found.route.key, found.parameters];
};

describe('a request takes the most specific route', () => {
  test.each<[method: string, path: string, key: string, parameters: Record<string, string>]>([
    ['GET', '/pets/dog', 'GET /pets/dog', {}],
    ['PUT', '/pets/dog', 'ANY /pets/dog', {}],
    ['GET', '/pets/cat', 'GET /pets/{id}', { id: 'cat' }],
    ['GET', '/pets/cat/tail', 'GET /pets/{proxy+}', { proxy: 'cat/tail' }],
    ['PUT', '/pets/cat', 'ANY /{proxy+}', { proxy: 'pets/cat' }],
    ['GET', '/pets/', 'ANY /{proxy+}', { proxy: 'pets/' }],
    ['POST', '/hooks/whatsapp/a b', 'POST /hooks/whatsapp/{token}', { token: 'a b' }],
    ['GET', '/a/b/c', 'GET /a/b/{y+}', { y: 'c' }],
    ['GET', '/', '$default', {}],
  ])('%s %s → %s', (method, path, key, parameters) => {
    expect(match(method, path)).toEqual([key, parameters]);
  });

  test.each([
    ['GET', '/hooks/whatsapp/abc'],
    ['POST', '/hooks/whatsapp/'],
    ['POST', '/hooks/whatsapp'],
    ['POST', '/hooks/whatsapp/abc/'],
    ['POST', '/hooks/whatsapp/abc/def'],
    ['POST', '/hooks/WhatsApp/abc'],
  ])('or none: %s %s', (method, path) => {
    expect(match(method, path, [parseRouteKey('POST /hooks/whatsapp/{token}')])).toBeUndefined();
  });
});
