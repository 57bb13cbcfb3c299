import type {
  EvaluationResult,
  PolicyEvaluationDecisionType,
  ResourceSpecificResult,
  Statement,
} from '@aws-sdk/client-iam';
import { parseArn } from '../engine/arns.ts';
import {
  type ContextInput,
  type Decision,
  type NamedPolicy,
  type StatementReference,
  contextKeysOf,
  decideRequest,
} from '../policy/index.ts';

/** A simulation, made ready: whose policies, on what, under which conditions. */
export interface Simulation {
  readonly principal: string;
  readonly principalId: string | undefined;
  readonly identityPolicies: readonly NamedPolicy[];
  readonly permissionsBoundaries: readonly NamedPolicy[] | undefined;
  readonly serviceControlPolicies: readonly (readonly NamedPolicy[])[] | undefined;
  readonly resourcePolicy: NamedPolicy | undefined;
  readonly resourceAccount: string | undefined;
  /** Undefined where none was given: every resource, `*`. */
  readonly resources: readonly string[] | undefined;
  readonly context: ContextInput;
  /** Condition keys that need not be given, lower-cased. */
  readonly impliedKeys: ReadonlySet<string>;
}

/** The result for one action: the most restrictive of its resources, and each of them by itself. */
export function simulate(simulation: Simulation, action: string): EvaluationResult {
  const { resources } = simulation;
  const decisions = (resources ?? ['*']).map((resource) => decide(simulation, action, resource));
  const worst = decisions.toSorted((a, b) => severity(b) - severity(a))[0] as Decision;
  const missing = missingContextValues(simulation);
  return {
    EvalActionName: action,
    // Since 2026 the template of the action's resource type; which templates AWS has is not known here.
    EvalResourceName: resources?.length === 1 ? resources[0] : '*',
    EvalDecision: worst.result,
    MatchedStatements: distinct(
      decisions.filter(({ result }) => result === worst.result).flatMap(matchedStatements),
    ),
    MissingContextValues: [...missing],
    ...policyDetails(simulation, worst),
    ...(simulation.serviceControlPolicies === undefined
      ? {}
      : {
          OrganizationsDecisionDetail: { AllowedByOrganizations: allowedBy(worst, 'serviceControlPolicy') },
        }),
    ...(resources === undefined
      ? {}
      : {
          ResourceSpecificResults: decisions.map((decision) => resourceResult(simulation, decision, missing)),
        }),
  };
}

function decide(simulation: Simulation, action: string, resource: string): Decision {
  const { principal, principalId, context, resourcePolicy } = simulation;
  return decideRequest({
    principal,
    principalId,
    resourceAccount: accountOf(simulation, resource),
    action,
    resource,
    context,
    resourcePolicy,
    identityPolicies: simulation.identityPolicies,
    permissionsBoundaries: simulation.permissionsBoundaries,
    serviceControlPolicies: simulation.serviceControlPolicies,
  });
}

/** The owner is "of any resource that does not identify its owner in the resource ARN" (SimulateCustomPolicy). */
const accountOf = ({ resourceAccount }: Simulation, resource: string): string | undefined =>
  parseArn(resource)?.accountId || resourceAccount;

function resourceResult(
  simulation: Simulation,
  decision: Decision,
  missing: readonly string[],
): ResourceSpecificResult {
  return {
    EvalResourceName: decision.resource,
    EvalResourceDecision: decision.result,
    MatchedStatements: distinct(matchedStatements(decision)),
    MissingContextValues: [...missing],
    ...policyDetails(simulation, decision),
  };
}

/**
 * What each kind of policy said: for the boundary where there is one; for identity and resource policies only
 * across accounts, an empty map within one, and nothing at all for `*` (recorded replies).
 */
function policyDetails(
  simulation: Simulation,
  decision: Decision,
): Pick<ResourceSpecificResult, 'EvalDecisionDetails' | 'PermissionsBoundaryDecisionDetail'> {
  const details: Record<string, PolicyEvaluationDecisionType> = {};
  if (isCrossAccount(simulation, decision.resource)) {
    for (const { policyType, result } of decision.outcomes) {
      if (policyType === 'identityPolicy') details['IAM Policy'] = result;
      if (policyType === 'resourcePolicy') details['Resource Policy'] = result;
    }
  }
  return {
    ...(simulation.resources === undefined ? {} : { EvalDecisionDetails: details }),
    ...(simulation.permissionsBoundaries === undefined
      ? {}
      : {
          PermissionsBoundaryDecisionDetail: {
            AllowedByPermissionsBoundary: allowedBy(decision, 'permissionsBoundary'),
          },
        }),
  };
}

function isCrossAccount(simulation: Simulation, resource: string): boolean {
  const account = accountOf(simulation, resource);
  return account !== undefined && simulation.principal.split(':')[4] !== account;
}

const allowedBy = (decision: Decision, type: string): boolean =>
  decision.outcomes
    .filter(({ policyType }) => policyType === type)
    .every(({ result }) => result === 'allowed');

/** An implicit deny matches nothing; an explicit one lists the denials and, as recorded, the allows too. */
function matchedStatements(decision: Decision): readonly Statement[] {
  return decision.result === 'implicitDeny' ? [] : decision.matched.map(statementView);
}

function statementView({ policy, policyType, position }: StatementReference): Statement {
  const type = policyType === 'resourcePolicy' ? 'Resource Policy' : 'IAM Policy';
  return {
    SourcePolicyId: policy,
    // Replies say `IAM Policy` and `Resource Policy`, which the model's enum does not know.
    SourcePolicyType: type as 'user',
    ...(position === undefined
      ? {}
      : {
          StartPosition: { Line: position.start.line, Column: position.start.column },
          EndPosition: { Line: position.end.line, Column: position.end.column },
        }),
  };
}

function distinct(statements: readonly Statement[]): Statement[] {
  return [...new Map(statements.map((statement) => [JSON.stringify(statement), statement])).values()];
}

function missingContextValues({ context, impliedKeys, ...policies }: Simulation): readonly string[] {
  const given = new Set(Object.keys(context).map((key) => key.toLowerCase()));
  const all = [
    ...policies.identityPolicies,
    ...(policies.permissionsBoundaries ?? []),
    ...(policies.resourcePolicy ? [policies.resourcePolicy] : []),
  ];
  const missing = new Map<string, string>();
  for (const { document } of all) {
    for (const key of contextKeysOf(document)) {
      const folded = key.toLowerCase();
      if (!given.has(folded) && !impliedKeys.has(folded) && !missing.has(folded)) missing.set(folded, key);
    }
  }
  return [...missing.values()];
}

const severity = ({ result }: Decision): number => ({ allowed: 0, implicitDeny: 1, explicitDeny: 2 })[result];
