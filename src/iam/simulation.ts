import type {
  SimulateCustomPolicyCommandInput,
  SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { parseArn } from '../engine/arns.ts';
import { invalidInput } from '../engine/errors.ts';
import type { Validated } from '../engine/operation.ts';
import { type PageRequest, paginateList } from '../engine/pagination.ts';
import type { Transaction } from '../engine/transaction.ts';
import {
  type ContextInput,
  type NamedPolicy,
  checkIdentityPolicy,
  contextKeysOf,
  parsePolicy,
} from '../policy/index.ts';
import { compilePattern, matchesPattern } from '../policy/patterns.ts';
import { requireSubject } from './access-subject.ts';
import type { IamCatalogue } from './operation-types.ts';
import { groupPolicies, rolePolicies, userPolicies } from './principal-policies.ts';
import { serviceControlsOf } from './organization-policies.ts';
import { type Simulation, simulate } from './simulation-results.ts';

/** What policies would decide, without doing anything (IAM API Reference, SimulatePrincipalPolicy and its kin). */
export const simulationOperations = {
  SimulateCustomPolicy: {
    resource: () => '*',
    run(call, input) {
      if (input.ActionNames.some((action) => /[*?]/.test(action))) {
        // "This operation does not support using wildcards in an action name"; the sentence is not documented.
        throw invalidInput('ActionNames must not contain wildcards.');
      }
      const identityPolicies = inputPolicies('PolicyInputList', input.PolicyInputList);
      const levels = input.OrderedOrganizationPolicyInputList?.map(
        ({ ServiceControlPolicyInputList = [] }, level) =>
          inputPolicies(`OrderedOrganizationPolicyInputList.${level + 1}`, ServiceControlPolicyInputList),
      );
      return results('SimulateCustomPolicy', input, {
        ...shared(call, input, undefined),
        identityPolicies,
        permissionsBoundaries: boundaryInput(input.PermissionsBoundaryPolicyInputList),
        serviceControlPolicies: levels,
      });
    },
  },

  SimulatePrincipalPolicy: {
    resource: ({ PolicySourceArn }) => PolicySourceArn,
    run(call, input) {
      const source = policySource(call, input.PolicySourceArn);
      input.PolicyExclusionList?.forEach(checkExclusion);
      const policies = [
        ...source.identityPolicies,
        ...inputPolicies('PolicyInputList', input.PolicyInputList ?? []),
      ];
      return results('SimulatePrincipalPolicy', input, {
        ...shared(call, input, source),
        identityPolicies: without(policies, input.PolicyExclusionList),
        permissionsBoundaries:
          boundaryInput(input.PermissionsBoundaryPolicyInputList) ??
          boundariesLeft(source, input.PolicyExclusionList),
        serviceControlPolicies: serviceControlsOf(call.account),
      });
    },
  },

  GetContextKeysForCustomPolicy: {
    resource: () => '*',
    run: (_call, { PolicyInputList }) => contextKeys(inputPolicies('PolicyInputList', PolicyInputList)),
  },

  GetContextKeysForPrincipalPolicy: {
    resource: ({ PolicySourceArn }) => PolicySourceArn,
    run(call, { PolicySourceArn, PolicyInputList = [] }) {
      const { identityPolicies } = policySource(call, PolicySourceArn);
      return contextKeys([...identityPolicies, ...inputPolicies('PolicyInputList', PolicyInputList)]);
    },
  },
} satisfies Partial<IamCatalogue>;

type SimulationInput = Validated<SimulateCustomPolicyCommandInput | SimulatePrincipalPolicyCommandInput>;

function results(operation: string, input: SimulationInput & PageRequest, simulation: Simulation) {
  const numbered = input.ActionNames.map((action, index) => ({
    action,
    key: String(index).padStart(6, '0'),
  }));
  const { items, end } = paginateList(operation, input, numbered, ({ key }) => key);
  return { EvaluationResults: items.map(({ action }) => simulate(simulation, action)), ...end };
}

interface PolicySource {
  readonly arn: string;
  readonly kind: 'user' | 'group' | 'role';
  readonly id: string;
  readonly identityPolicies: readonly NamedPolicy[];
  readonly permissionsBoundaries: readonly NamedPolicy[] | undefined;
}

/** @throws AwsError InvalidInput for an ARN of anything but a user, group or role; NoSuchEntity. */
function policySource(call: Transaction, arn: string): PolicySource {
  const { resource = '', service } = parseArn(arn) ?? {};
  if (service !== 'iam' || !/^(?:user|group|role)\/./.test(resource)) throw invalidEntity(arn);
  const { account } = call;
  const subject = requireSubject(call, arn);
  switch (subject.kind) {
    case 'user':
      return { arn, kind: 'user', id: subject.entity.id, ...userPolicies(account, subject.entity) };
    case 'role':
      return { arn, kind: 'role', id: subject.entity.id, ...rolePolicies(account, subject.entity) };
    case 'group': {
      const { entity } = subject;
      const identityPolicies = groupPolicies(account, entity);
      return { arn, kind: 'group', id: entity.id, identityPolicies, permissionsBoundaries: undefined };
    }
    default:
      throw invalidEntity(arn);
  }
}

const invalidEntity = (arn: string) =>
  invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);

/** The parts of a simulation that both operations take alike, checked. */
function shared(call: Transaction, input: SimulationInput, source: PolicySource | undefined) {
  const { CallerArn, ResourcePolicy, ResourceOwner, ResourceArns, ContextEntries = [] } = input;
  for (const arn of ResourceArns ?? []) {
    if (arn !== '*' && parseArn(arn) === undefined) {
      throw invalidInput(`ResourceNames are not in a valid ARN format: ${arn}.`);
    }
  }
  const owner =
    ResourceOwner === undefined ? undefined : /^arn:[\w-]+:iam::(\d{12}):root$/.exec(ResourceOwner)?.[1];
  if (ResourceOwner !== undefined && owner === undefined) {
    throw invalidInput(`'${ResourceOwner}' is not a valid as a Resource Owner.`);
  }
  if (CallerArn !== undefined && !/^arn:[\w-]+:iam::\d{12}:user\/.+/.test(CallerArn))
    throw invalidEntity(CallerArn);
  if (ResourcePolicy !== undefined && CallerArn === undefined && source?.kind !== 'user') {
    // "If you include a ResourcePolicy, you must include CallerArn"; the sentence is not documented.
    throw invalidInput('CallerArn is required when ResourcePolicy is specified.');
  }
  checkHandling(input.ResourceHandlingOption);
  const principal = CallerArn ?? source?.arn;
  return {
    // Without a caller there still has to be somebody the policies belong to.
    principal: principal ?? `arn:${call.partition}:iam::${call.accountId}:user/simulated`,
    principalId: CallerArn === undefined ? source?.id : undefined,
    resourcePolicy: ResourcePolicy === undefined ? undefined : inputPolicy('ResourcePolicy', ResourcePolicy),
    resourceAccount: owner,
    resources: isEveryResource(ResourceArns) ? undefined : ResourceArns,
    context: contextOf(ContextEntries),
    impliedKeys: principal === undefined ? new Set<string>() : impliedKeys,
  };
}

const isEveryResource = (arns: readonly string[] | undefined): boolean =>
  arns === undefined || arns.length === 0 || (arns.length === 1 && arns[0] === '*');

/** Keys that follow from the principal whose policies are simulated. */
const impliedKeys: ReadonlySet<string> = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principaltype',
  'aws:username',
  'aws:userid',
]);

/** The scenarios of `ec2:RunInstances` that the documentation lists. */
const handlingOptions = /^EC2-(Classic-(InstanceStore|EBS)|VPC-(InstanceStore|EBS)(-Subnet)?)$/;

function checkHandling(option: string | undefined): void {
  if (option !== undefined && !handlingOptions.test(option)) {
    throw invalidInput(`'${option}' is not a valid Resource Handling Option.`);
  }
}

function contextOf(
  entries: readonly {
    readonly ContextKeyName?: string | undefined;
    readonly ContextKeyValues?: readonly string[] | undefined;
  }[],
): ContextInput {
  return Object.fromEntries(
    entries.flatMap(({ ContextKeyName, ContextKeyValues = [] }) =>
      ContextKeyName === undefined ? [] : [[ContextKeyName, [...ContextKeyValues]]],
    ),
  );
}

const inputPolicies = (list: string, texts: readonly string[]): readonly NamedPolicy[] =>
  texts.map((text, index) => {
    const policy = inputPolicy(`${list}.${index + 1}`, text);
    // The code is documented ("malformed policy documents"), the sentence is that of policies that are kept.
    const complaint = checkIdentityPolicy(text, { managed: false });
    if (complaint !== undefined) throw invalidInput(complaint);
    return policy;
  });

/** @throws AwsError InvalidInput for a text that is no policy; AWS's sentence for it is not documented. */
function inputPolicy(name: string, document: string): NamedPolicy {
  try {
    parsePolicy(document);
  } catch {
    throw invalidInput('The policy is not in the valid JSON format.');
  }
  return { name, document };
}

function boundariesLeft(
  { permissionsBoundaries }: PolicySource,
  excluded: readonly PolicyExclusion[] | undefined,
): readonly NamedPolicy[] | undefined {
  const left = permissionsBoundaries && without(permissionsBoundaries, excluded);
  return left?.length ? left : undefined;
}

/** "Only one can be passed": the first replaces the boundary that is attached. */
function boundaryInput(texts: readonly string[] | undefined): readonly NamedPolicy[] | undefined {
  return texts?.length ? inputPolicies('PermissionsBoundaryPolicyInputList', texts).slice(0, 1) : undefined;
}

type PolicyExclusion = NonNullable<
  Validated<SimulatePrincipalPolicyCommandInput>['PolicyExclusionList']
>[number];

/** "You must specify exactly one of the following members" (PolicyIdentifier); the sentence is not documented. */
function checkExclusion(exclusion: PolicyExclusion, index: number): void {
  const named = Object.values(exclusion).filter((member) => member !== undefined);
  if (named.length !== 1)
    throw invalidInput(`PolicyExclusionList.${index + 1} must specify exactly one member.`);
}

/** The policies that are not excluded: by ARN, by name and place of an inline policy, or by kind. */
const without = (
  policies: readonly NamedPolicy[],
  excluded: readonly PolicyExclusion[] = [],
): readonly NamedPolicy[] =>
  policies.filter((policy) => !excluded.some((exclusion) => excludes(exclusion, policy)));

function excludes(
  { PolicyArn, InlinePolicyIdentifier, PolicyType }: PolicyExclusion,
  { name, arn, type }: NamedPolicy,
): boolean {
  if (PolicyArn !== undefined) return arn !== undefined && matches(PolicyArn, arn);
  if (InlinePolicyIdentifier !== undefined) {
    const { AttachmentType, AttachmentName, PolicyName } = InlinePolicyIdentifier;
    return arn === undefined && matches(`${AttachmentType}_${AttachmentName}_${PolicyName}`, name);
  }
  // Policies of the request itself have no type: they are given to be simulated.
  if (PolicyType === 'permission-boundary') return type === 'boundary';
  if (type === undefined || type === 'boundary') return false;
  if (arn === undefined) return PolicyType === 'inline';
  return PolicyType === (arn.includes(':iam::aws:') ? 'aws-managed' : 'user-managed');
}

/** "Use at most one `*`, and any number of `?`" (PolicyIdentifier). */
const matches = (pattern: string, text: string): boolean => matchesPattern(compilePattern(pattern), text);

function contextKeys(policies: readonly NamedPolicy[]): { ContextKeyNames: string[] } {
  const names = new Map<string, string>();
  for (const { document } of policies) {
    for (const key of contextKeysOf(document))
      if (!names.has(key.toLowerCase())) names.set(key.toLowerCase(), key);
  }
  return { ContextKeyNames: [...names.values()] };
}
