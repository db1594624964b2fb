import { formatAccessLog } from '../../../../local/cloud/http-api/access-log.ts';

test('fills the variables it knows and writes a hyphen for the others', () => {
  const format =
    '$context.identity.sourceIp [$context.requestTime] "$context.routeKey" $context.status. $context.authorizer.claim';
  const values = { 'identity.sourceIp': '127.0.0.1', requestTime: 'now', routeKey: 'GET /$1', status: 200 };
  expect(formatAccessLog(format, values)).toBe('127.0.0.1 [now] "GET /$1" 200. -');
});
