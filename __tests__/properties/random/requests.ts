import { iamModel } from '../../../src/data/iam-model.ts';
import type { Shape } from '../../../src/data/service-model.ts';
import { stsModel } from '../../../src/data/sts-model.ts';
import { type Surroundings, values } from './values.ts';

const models = { iam: iamModel, sts: stsModel };

export type Service = keyof typeof models;

/** Operations that build something come more often than others: reading an empty account finds nothing. */
function weightOf(operation: string): number {
  if (/^(Create(User|Group|Role|Policy)$|AddUser|Attach|AssumeRole$)/.test(operation)) return 8;
  if (/^(ChangePassword|GetDelegated|DecodeAuth)/.test(operation)) return 4;
  if (/^(Create|Add|Upload|Enable|Put|Tag|Associate|Accept|Send|GetAccountAuth)/.test(operation)) return 4;
  if (/^(Delete(User|Role|Policy)$|Detach)/.test(operation)) return 4;
  if (/^(Update|Generate|Acquire|SetDefault|Delete|Remove)/.test(operation)) return 2;
  return 1;
}

const namesOf = (service: Service): string[] => Object.keys(models[service].operations);

export const allOperations: readonly (readonly [Service, string])[] = (['iam', 'sts'] as const).flatMap(
  (service) => namesOf(service).map((name) => [service, name] as const),
);

/** Each as often as it weighs. */
export const weightedOperations: readonly (readonly [Service, string])[] = allOperations.flatMap(
  (operation) => Array.from({ length: weightOf(operation[1]) }, () => operation),
);

/** What a sequence begins with: something for the other calls to be about. */
export const openingOperations: readonly (readonly [Service, string])[] = (
  'User User User User Group Group Group Role Role Role Role Policy Policy Policy ' +
  'InstanceProfile VirtualMFADevice OpenIDConnectProvider SAMLProvider AccessKey LoginProfile'
)
  .split(' ')
  .map((kind) => ['iam', `Create${kind}`] as const);

/** Members that most calls should have although the model does not ask for them. */
const usual = new Set([
  'UserName',
  'TokenCode',
  'Password',
  'MinorVersion',
  'ReplacementValues',
  'NewUserName',
  'NewGroupName',
]);
const unusual = new Set([
  'Marker',
  'MaxItems',
  'MinimumSessionTokenSize',
  'ProvidedContexts',
  'ProviderId',
  'RemovePrivateKey',
  'PathPrefix',
]);

/**
 * An input for an operation: its required members, some of the others, values from small pools. One in twelve has
 * something that no model allows.
 */
export function randomInput(service: Service, around: Omit<Surroundings, 'input'>): Record<string, unknown> {
  const { dice, operation } = around;
  const input: Record<string, unknown> = {};
  const members = models[service].operations[operation]?.input ?? [];
  const spoilt = dice.chance(8) && members.length > 0 ? dice.pick(members)[0] : undefined;
  for (const [name, shape, required] of members) {
    const likely = usual.has(name) ? 80 : unusual.has(name) ? 12 : 35;
    const wanted = required === true || name === spoilt || dice.chance(likely);
    if (!wanted) continue;
    input[name] =
      name === spoilt ? spoil(around, service, shape) : valueOf(service, shape, name, { ...around, input });
  }
  return input;
}

function valueOf(service: Service, shapeName: string, name: string, around: Surroundings): unknown {
  const known = values[`${around.operation}.${name}`] ?? values[name];
  return known === undefined ? valueOfShape(service, shapeName, around) : known(around);
}

/** A value that the model allows, as far as types, ranges and enumerations say. */
function valueOfShape(service: Service, shapeName: string, around: Surroundings): unknown {
  const { dice } = around;
  const shape = models[service].shapes[shapeName] as Shape;
  switch (shape.type) {
    case 'integer': {
      const { min = 0, max = min + 100 } = shape;
      return min + dice.below(Math.min(max - min, 1000) + 1);
    }
    case 'boolean':
      return dice.chance(50);
    case 'list':
      return [valueOfShape(service, shape.member as string, around)];
    case 'map':
      return { key: valueOfShape(service, shape.value as string, around) };
    case 'structure':
      return Object.fromEntries(
        (shape.members ?? []).map(([name, member]) => [name, valueOf(service, member, name, around)]),
      );
    default:
      return shape.enum === undefined
        ? 'text'.repeat(Math.ceil((shape.minLength ?? 4) / 4))
        : dice.pick(shape.enum);
  }
}

/** Something that no caller should send: AWS must refuse it, or take it for what it says. */
function spoil({ dice }: Omit<Surroundings, 'input'>, service: Service, shapeName: string): unknown {
  const { type } = models[service].shapes[shapeName] as Shape;
  if (dice.chance(25)) return undefined;
  if (type === 'integer') return dice.pick([-1, 0, 2 ** 31, 1.5, 999_999]);
  if (type === 'boolean') return dice.pick(['yes', 0]);
  if (type === 'list')
    return dice.pick([[], [undefined], Array.from({ length: 300 }, (_, index) => `text${index}`)]);
  if (type === 'map' || type === 'structure') return {};
  return dice.pick([
    '',
    ' ',
    'a b',
    'ü',
    '\u0000',
    'x'.repeat(5000),
    '/',
    '🦊',
    'arn:aws:iam::1:user/x',
    '../..',
    '%00',
    '[object Object]',
  ]);
}
