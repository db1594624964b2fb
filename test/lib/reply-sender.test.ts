import { template } from '../support/stack.ts';

test('the window, its template and the gap between two messages reach the function that sends', () => {
  template({ windowHours: 12, windowTemplate: 'tpl_reopen', secondsBetweenReplies: 6 }).hasResourceProperties(
    'AWS::Lambda::Function',
    { Environment: { Variables: { WINDOW_HOURS: '12', WINDOW_TEMPLATE: 'tpl_reopen', SECONDS_BETWEEN_REPLIES: '6' } } },
  );
});

test('while messages to one contact are kept apart, a reply may be received ten times more', () => {
  const limits = (settings: Record<string, number>) =>
    Object.values(template(settings).findResources('AWS::SQS::Queue'))
      .map(({ Properties }) => Properties.RedrivePolicy?.maxReceiveCount)
      .filter((limit) => limit !== undefined);
  expect(limits({ replyUsefulHours: 1 })).toEqual([12, 12]);
  expect(limits({ replyUsefulHours: 1, secondsBetweenReplies: 6 })).toEqual([22, 22]);
});
