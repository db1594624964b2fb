import { RESOURCE_TYPES } from '../../local/cloud/resources/index.ts';
import { template } from '../support/stack.ts';

const withBudget = template({ monthlyBudgetUsd: 25, alarmEmail: 'me@example.com' });

test('without the setting there is no budget', () => {
  template().resourceCountIs('AWS::Budgets::Budget', 0);
});

test('the budget is for a month and for the whole account', () => {
  const [budget] = Object.values(withBudget.findResources('AWS::Budgets::Budget'));
  expect(budget?.Properties.Budget).toEqual({
    BudgetType: 'COST',
    TimeUnit: 'MONTHLY',
    BudgetLimit: { Amount: 25, Unit: 'USD' },
  });
});

test('the e-mail address is told at 80 % of what was spent, and when more is forecast than was allowed', () => {
  const toldTo = { Subscribers: [{ SubscriptionType: 'EMAIL', Address: 'me@example.com' }] };
  const above = { ComparisonOperator: 'GREATER_THAN', ThresholdType: 'PERCENTAGE' };
  withBudget.hasResourceProperties('AWS::Budgets::Budget', {
    NotificationsWithSubscribers: [
      { ...toldTo, Notification: { ...above, NotificationType: 'ACTUAL', Threshold: 80 } },
      { ...toldTo, Notification: { ...above, NotificationType: 'FORECASTED', Threshold: 100 } },
    ],
  });
});

test('the local cloud runs a stack with a budget', () => {
  const types = Object.values(withBudget.toJSON().Resources as Record<string, { Type: string }>).map(
    ({ Type }) => Type,
  );
  expect(types.filter((type) => !RESOURCE_TYPES.has(type))).toEqual([]);
});
