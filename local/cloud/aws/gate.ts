import type { EmitActivity } from '../events.ts';
import { type Caller, decide } from '../iam/decide.ts';
import type { Statement } from '../iam/policy.ts';
import type { StackPlace } from '../place.ts';
import type { KeyOwner } from './credentials.ts';
import type { Demand, DemandsOf } from './demands.ts';
import { type AwsBackend, type AwsReply, accessDenied, awsError, type Json, type Service } from './replies.ts';

/** A call to an AWS service in the name of a principal. */
export interface AwsCall {
  principal: KeyOwner;
  service: Service;
  operation: string;
  input: Json;
  signal?: AbortSignal;
}

/** What else IAM knows about a call: what it comes from, or the service that a role is passed to. */
interface CallContext {
  sourceArn?: string;
  passedTo?: string;
}

/** The one way to the services: nothing reaches them that IAM does not allow. */
export interface Gate {
  call(call: AwsCall): Promise<AwsReply>;
  /** Whether IAM allows it; a refusal is reported. */
  allows(caller: Caller, demand: Demand, context?: CallContext): boolean;
  /** The sentence in which AWS refuses it, `undefined` for what IAM allows; a refusal is reported. */
  denial(principal: KeyOwner, demand: Demand, context?: CallContext): string | undefined;
}

interface GateOptions {
  place: StackPlace;
  backends: Record<Service, AwsBackend>;
  demandsOf: DemandsOf;
  /** Identity policies: the ARN of a role → its statements. */
  statementsOf: (role: string) => Statement[];
  /** Resource policies: the ARN of a resource → its statements. */
  resourceStatementsOf: (resource: string) => Statement[];
  emit: EmitActivity;
}

/** Asks IAM about every call, and passes on what it allows. */
export function createGate({ place, backends, demandsOf, emit, ...policies }: GateOptions): Gate {
  function refusal(
    caller: Caller,
    { action, resource, via }: Demand,
    { sourceArn, passedTo }: CallContext = {},
  ): string | undefined {
    const isRole = 'role' in caller;
    const context = {
      // Loopback stands in for TLS: nobody else can listen to it.
      'aws:securetransport': 'true',
      'aws:requestedregion': place.region,
      'aws:resourceaccount': place.account,
      'aws:principalisawsservice': String(!isRole),
      ...(isRole && { 'aws:principalarn': caller.role, 'aws:principalaccount': place.account }),
      ...(sourceArn !== undefined && { 'aws:sourcearn': sourceArn, 'aws:sourceaccount': place.account }),
      ...(via !== undefined && { 'kms:viaservice': `${via}.${place.region}.amazonaws.com` }),
      ...(passedTo !== undefined && { 'iam:passedtoservice': passedTo }),
    };
    const decision = decide(
      { caller, action, resource, context },
      {
        identity: isRole ? policies.statementsOf(caller.role) : [],
        resource: policies.resourceStatementsOf(resource),
      },
    );
    if (decision.allowed) return undefined;
    const role = isRole ? caller.role : caller.service;
    emit({ kind: 'denied', role, action, resource, because: decision.because });
    return decision.because;
  }

  function denial(principal: KeyOwner, demand: Demand, context?: CallContext): string | undefined {
    if (principal.admin) return undefined;
    const because = refusal({ role: principal.role.arn, account: place.account }, demand, context);
    return because === undefined ? undefined : sentence(place, principal, demand, because);
  }

  function denialOf({ principal, service }: AwsCall, demands: Demand[]): AwsReply | undefined {
    for (const demand of demands) {
      const message = denial(principal, demand);
      if (message !== undefined) return accessDenied(service, message);
    }
    return undefined;
  }

  async function passOn({ principal, service, operation, input, signal }: AwsCall): Promise<AwsReply> {
    const started = performance.now();
    const reply = await backends[service](operation, input, signal);
    const caller = principal.admin ? 'admin' : principal.session;
    const ms = performance.now() - started;
    emit({ kind: 'call', caller, service, operation, input, status: reply.status, output: reply.body, ms });
    return reply;
  }

  return {
    async call(call) {
      const { service, operation, input } = call;
      const demands = demandsOf(service, operation, input);
      if (demands.length === 0) {
        const message = `The local cloud does not know the operation ${operation} of ${service}.`;
        return awsError(service, 'UnknownOperationException', message, { oldCode: 'InvalidAction' });
      }
      return denialOf(call, demands) ?? (await passOn(call));
    },
    allows: (caller, demand, context) => refusal(caller, demand, context) === undefined,
    denial,
  };
}

/** The words in which AWS refuses a call. */
function sentence(
  place: StackPlace,
  { role, session }: Extract<KeyOwner, { admin: false }>,
  { action, resource }: Demand,
  because: string,
): string {
  const user = `arn:${place.partition}:sts::${place.account}:assumed-role/${role.name}/${session}`;
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
}
