import type { Member, ServiceModel, Shape } from '../data/service-model.ts';
import { AwsError, validationError } from './errors.ts';

/**
 * Checks an input against the service model, all members at once, and words what is wrong as AWS does.
 *
 * Values are taken as the SDK would send them: numbers given for strings are their text, `null` is absent, an
 * empty structure or map is not sent at all. The result holds what the service would have understood.
 *
 * @throws AwsError ValidationError (`2 validation errors detected: …`) or MalformedInput for a wrong type.
 */
export function checkInput(
  model: ServiceModel,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  let check = compiled.get(model)?.get(operation);
  if (check === undefined) {
    check = compileMembers(model, model.operations[operation]?.input ?? []);
    let checks = compiled.get(model);
    if (checks === undefined) compiled.set(model, (checks = new Map()));
    checks.set(operation, check);
  }
  const report: Report = { violations: [], sentence: undefined, printsValues: model.service === 'sts' };
  const checked = check(input, '', report);
  if (report.sentence !== undefined) throw validationError(report.sentence);
  const count = report.violations.length;
  if (count > 0) {
    throw validationError(
      `${count} validation error${count === 1 ? '' : 's'} detected: ${report.violations.join('; ')}`,
    );
  }
  return checked as Readonly<Record<string, unknown>>;
}

interface Report {
  readonly violations: string[];
  /** A sentence of IAM's own that replaces the whole message. */
  sentence: string | undefined;
  /** STS shows the value in the message; IAM has not since about 2023. */
  readonly printsValues: boolean;
}

/** Returns the value as the service understands it; undefined for a value the SDK does not send. */
type Check = (value: unknown, path: string, report: Report) => unknown;

/** Compiled on the first call of each operation, so that importing the package compiles nothing. */
const compiled = new WeakMap<ServiceModel, Map<string, Check>>();

function compileMembers(model: ServiceModel, members: readonly Member[]): Check {
  const checks = members.map(([name, shapeName, required]) => ({
    name,
    path: name.charAt(0).toLowerCase() + name.slice(1),
    required: required === true,
    check: compileShape(
      model,
      shapeName,
      model.service === 'iam' ? ownSentence(name, model.shapes[shapeName] as Shape) : undefined,
    ),
  }));
  return (value, path, report) => {
    if (typeof value !== 'object' || value === null) return undefined;
    const prefix = path === '' ? '' : `${path}.`;
    const checked: Record<string, unknown> = {};
    let sent = path === '';
    const violationsBefore = report.violations.length;
    for (const member of checks) {
      const given = (value as Record<string, unknown>)[member.name];
      const memberPath = prefix + member.path;
      const understood = given == null ? undefined : member.check(given, memberPath, report);
      if (understood !== undefined) {
        checked[member.name] = understood;
        sent = true;
      } else if (member.required) violate(report, memberPath, null, 'Member must not be null');
    }
    if (sent) return checked;
    report.violations.length = violationsBefore;
    return undefined;
  };
}

function compileShape(model: ServiceModel, shapeName: string, sentence?: string): Check {
  const shape = model.shapes[shapeName] as Shape;
  switch (shape.type) {
    case 'string':
      return compileString(shape, sentence);
    case 'integer':
      return compileInteger(shape);
    case 'boolean':
      return checkBoolean;
    case 'list':
      return compileList(model, shape);
    case 'map':
      return compileMap(model, shape);
    case 'structure':
      return compileMembers(model, shape.members ?? []);
    default:
      return (value) => value;
  }
}

/** The constraints of a string in AWS's order: enum, pattern, minimum, maximum. */
function stringConstraints(
  shape: Shape,
): { holds: (text: string) => boolean; text: string; isPattern?: true }[] {
  const constraints: { holds: (text: string) => boolean; text: string; isPattern?: true }[] = [];
  const { enum: values, pattern, minLength, maxLength } = shape;
  if (values !== undefined) {
    constraints.push({
      holds: (text) => values.includes(text),
      text: `Member must satisfy enum value set: [${values.join(', ')}]`,
    });
  }
  if (pattern !== undefined) {
    const expression = new RegExp(`^(?:${pattern})$`, 'u');
    constraints.push({
      holds: (text) => expression.test(text),
      text: `Member must satisfy regular expression pattern: ${pattern}`,
      isPattern: true,
    });
  }
  if (minLength !== undefined) {
    constraints.push({
      holds: (text) => text.length >= minLength,
      text: `Member must have length greater than or equal to ${minLength}`,
    });
  }
  if (maxLength !== undefined) {
    constraints.push({
      holds: (text) => text.length <= maxLength,
      text: `Member must have length less than or equal to ${maxLength}`,
    });
  }
  return constraints;
}

function compileString(shape: Shape, sentence: string | undefined): Check {
  const constraints = stringConstraints(shape);
  return (value, path, report) => {
    const text = typeof value === 'string' ? value : String(value);
    for (const { holds, text: constraint, isPattern } of constraints) {
      if (holds(text)) continue;
      if (isPattern && sentence !== undefined) report.sentence ??= sentence.replace('{path}', path);
      else violate(report, path, shape.sensitive ? undefined : text, constraint);
    }
    return text;
  };
}

function compileInteger({ min, max }: Shape): Check {
  return (value, path, report) => {
    const text = String(value);
    const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isInteger(number) || Math.abs(number) > 2 ** 31 - 1) throw malformedInput();
    if (min !== undefined && number < min)
      violate(report, path, text, `Member must have value greater than or equal to ${min}`);
    if (max !== undefined && number > max)
      violate(report, path, text, `Member must have value less than or equal to ${max}`);
    return number;
  };
}

const checkBoolean: Check = (value) => {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw malformedInput();
};

function compileList(model: ServiceModel, shape: Shape): Check {
  const member = model.shapes[shape.member as string] as Shape;
  const isScalar = member.type === 'string';
  const elementCheck = isScalar ? compileElement(member) : compileShape(model, shape.member as string);
  return (value, path, report) => {
    if (!Array.isArray(value)) return undefined;
    const checked: unknown[] = [];
    if (isScalar) {
      const before = report.violations.length;
      for (const item of value) {
        if (item == null) continue;
        if (report.violations.length === before) elementCheck(item, path, report);
        checked.push(String(item));
      }
    } else {
      for (const item of value) {
        const understood =
          item == null ? undefined : elementCheck(item, `${path}.${checked.length + 1}.member`, report);
        if (understood !== undefined) checked.push(understood);
      }
      // A list of nothing but empty structures puts nothing on the wire, unlike an empty list.
      if (checked.length === 0 && value.some((item) => item != null)) return undefined;
    }
    checkSize(checked.length, shape, path, report);
    return checked;
  };
}

/** Lists of strings are reported as a whole, whichever element is bad, with every constraint of an element. */
function compileElement(shape: Shape): Check {
  const constraints = stringConstraints(shape);
  const texts = constraints.map(({ text }) => text).toReversed();
  const pattern = constraints.find(({ isPattern }) => isPattern);
  if (pattern !== undefined) {
    // Recorded for tagKeys: lengths, pattern, null. The lists of OIDC providers, which have no pattern, end without the null part.
    texts.splice(texts.indexOf(pattern.text), 1);
    texts.push(pattern.text, 'Member must not be null');
  }
  const composed = `Member must satisfy constraint: [${texts.join(', ')}]`;
  return (value, path, report) => {
    const text = String(value);
    if (!constraints.every(({ holds }) => holds(text))) violate(report, path, undefined, composed);
    return text;
  };
}

function compileMap(model: ServiceModel, shape: Shape): Check {
  const keyCheck = compileShape(model, shape.key as string);
  const valueCheck = compileShape(model, shape.value as string);
  return (value, path, report) => {
    if (typeof value !== 'object' || value === null) return undefined;
    const checked: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    let size = 0;
    for (const [key, item] of Object.entries(value)) {
      if (item == null) continue;
      size += 1;
      keyCheck(key, `${path}.${size}.key`, report);
      checked[key] = valueCheck(item, `${path}.${size}.value`, report);
    }
    if (size === 0) return undefined;
    checkSize(size, shape, path, report);
    return checked;
  };
}

function checkSize(size: number, { minItems, maxItems }: Shape, path: string, report: Report): void {
  if (minItems !== undefined && size < minItems) {
    violate(report, path, undefined, `Member must have length greater than or equal to ${minItems}`);
  }
  if (maxItems !== undefined && size > maxItems) {
    violate(report, path, undefined, `Member must have length less than or equal to ${maxItems}`);
  }
}

/** `value`: null for an absent member, undefined for one that is never shown. */
function violate(report: Report, path: string, value: string | null | undefined, constraint: string): void {
  let shown = '';
  if (report.printsValues && value !== undefined) shown = value === null ? ' null' : ` '${value}'`;
  report.violations.push(`Value${shown} at '${path}' failed to satisfy constraint: ${constraint}`);
}

/** AWS sends no message; the SDK shows `UnknownError` for it. */
const malformedInput = (): AwsError => new AwsError('MalformedInput', '', 400);

const namePattern = '[\\w+=,.@-]+';

/** IAM's own sentence for a pattern violation of this member, where it has one. */
function ownSentence(member: string, shape: Shape): string | undefined {
  if (shape.type !== 'string' || shape.pattern === undefined) return undefined;
  if (shape.pattern === namePattern) {
    return 'The specified value for {path} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-';
  }
  switch (member) {
    case 'Path':
    case 'NewPath':
      return 'The specified value for {path} is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.';
    case 'PathPrefix':
      return 'The specified value for {path} is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.';
    case 'PolicyDocument':
    case 'AssumeRolePolicyDocument':
      return 'The specified value for {path} is invalid. It must contain only printable ASCII characters.';
    case 'AccessKeyId':
      return 'The specified value for {path} is invalid. It must contain only alphanumeric characters.';
    default:
      return undefined;
  }
}
