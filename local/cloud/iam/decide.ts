import type { RequestContext } from './conditions.ts';
import type { Principal, Statement } from './policy.ts';

/** Who asks: a role of the account, or an AWS service such as `apigateway.amazonaws.com`. */
export type Caller = { role: string; account: string } | { service: string };

export interface AccessRequest {
  caller: Caller;
  /** Such as `sqs:SendMessage`. */
  action: string;
  /** The ARN of what is acted on. */
  resource: string;
  context: RequestContext;
}

/** The statements that speak about a request: those of the caller's role, and those of the resource itself. */
export interface Policies {
  identity: Statement[];
  resource: Statement[];
}

/** `because` completes the sentence "User … is not authorized to perform … on resource: …", in the words AWS uses. */
export type AccessDecision = { allowed: true } | { allowed: false; because: string };

/**
 * Decides as IAM does within one account: an explicit Deny anywhere wins; otherwise one Allow is enough, from the
 * role's policies or from the resource's; otherwise the answer is no.
 *
 * @see the IAM user guide, "Policy evaluation logic"
 */
export function decide(request: AccessRequest, policies: Policies): AccessDecision {
  const identity = policies.identity.filter((statement) => applies(statement, request));
  const resource = policies.resource.filter((statement) => applies(statement, request));
  if (identity.some(denies)) return { allowed: false, because: 'with an explicit deny in an identity-based policy' };
  if (resource.some(denies)) return { allowed: false, because: 'with an explicit deny in a resource-based policy' };
  if (identity.some(allows) || resource.some((statement) => allows(statement) && grantsTo(statement, request.caller))) {
    return { allowed: true };
  }
  const kind = 'role' in request.caller ? 'identity-based' : 'resource-based';
  return { allowed: false, because: `because no ${kind} policy allows the ${request.action} action` };
}

const denies = (statement: Statement) => statement.effect === 'Deny';
const allows = (statement: Statement) => statement.effect === 'Allow';

function applies(statement: Statement, request: AccessRequest): boolean {
  return (
    statement.matchesAction(request.action) &&
    statement.matchesResource(request.resource) &&
    (statement.principal === undefined || names(statement.principal, request.caller)) &&
    statement.conditions.every((holds) => holds(request.context))
  );
}

function names(principal: Principal, caller: Caller): boolean {
  if (principal === '*') return true;
  if ('service' in caller) return principal.services.includes(caller.service);
  return principal.aws.some((name) => name === caller.role || isAccount(name, caller.account));
}

/**
 * A resource policy that allows the whole account (its root) leaves the choice to the account's identity policies: it
 * grants nothing by itself.
 */
function grantsTo({ principal }: Statement, caller: Caller): boolean {
  if (principal === undefined || principal === '*' || 'service' in caller) return true;
  return principal.aws.includes(caller.role);
}

function isAccount(name: string, account: string): boolean {
  return name === account || new RegExp(`^arn:[^:]+:iam::${account}:root$`).test(name);
}
