import type { ParameterDefinition, RoleTemplateVersion } from '@aws-sdk/client-iam';
import { parseArn, requireArn } from '../engine/arns.ts';
import { copyOf } from '../engine/copies.ts';
import type { RoleTemplate } from '../engine/entities.ts';
import { invalidInput, noSuchEntity } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';

/** What a template says besides its ARN and version. */
export type TemplateDefinition = Omit<RoleTemplateVersion, 'TemplateArn' | 'MinorVersion' | 'Enabled'>;

export const definitionOf = (template: RoleTemplate): TemplateDefinition => template.definition;

/**
 * A version of a template, or its default version.
 *
 * @throws AwsError InvalidInput for text that is no ARN; NoSuchEntity, whose sentences are AWS's usual ones.
 */
export function requireTemplate(
  account: Account,
  arn: string,
  minorVersion: number | undefined,
): RoleTemplate {
  requireArn(arn);
  const versions = [...account.roleTemplates.entriesWithPrefix(`${arn}/`)]
    .map(([, template]) => template)
    .filter((template) => template.arn === arn);
  if (versions.length === 0) throw noSuchEntity(`The role template ${arn} cannot be found.`);
  const wanted = minorVersion ?? defaultVersion(versions);
  const template = versions.find((version) => Number(version.minorVersion) === wanted);
  if (template === undefined)
    throw noSuchEntity(`The role template ${arn} with minor version ${wanted} cannot be found.`);
  return template;
}

/** The version that the template calls its default or, where it calls none so, the newest. */
function defaultVersion(versions: readonly RoleTemplate[]): number {
  const named = versions.map((version) => definitionOf(version).DefaultMinorVersion);
  return (
    named.find((version) => version !== undefined) ??
    Math.max(...versions.map(({ minorVersion }) => Number(minorVersion)))
  );
}

/** A template as GetRoleTemplateVersion shows it. */
export function templateView(template: RoleTemplate, siblings: Account): RoleTemplateVersion {
  const { CreateTimestamp, UpdateTimestamp, ...definition } = copyOf(definitionOf(template));
  const newest = Number(requireTemplate(siblings, template.arn, undefined).minorVersion);
  return {
    DefaultMinorVersion: newest,
    VersionEnabled: true,
    ...definition,
    TemplateArn: template.arn,
    MinorVersion: Number(template.minorVersion),
    Enabled: template.enabled,
    // Seeds may hold dates as text.
    ...(CreateTimestamp === undefined ? {} : { CreateTimestamp: new Date(CreateTimestamp) }),
    ...(UpdateTimestamp === undefined ? {} : { UpdateTimestamp: new Date(UpdateTimestamp) }),
  };
}

export type ReplacementValues = Readonly<Record<string, { readonly Values: readonly string[] }>>;

/** Puts the values of parameters in the place of `@{parameter}`. */
export interface TemplateFiller {
  /** In a text: several values with commas between them. */
  text(pattern: string): string;
  /** In a JSON document: a list takes the place of a string that is nothing but its placeholder. */
  document(template: string): string;
}

/**
 * @throws AwsError InvalidInput for a parameter the template does not have, a required one without a value, and
 *   values that do not fit the type. AWS's sentences are not known.
 */
export function fillerFor(template: RoleTemplate, given: ReplacementValues): TemplateFiller {
  const definitions = definitionOf(template).ParametersDefinition ?? [];
  for (const name of Object.keys(given)) {
    if (!definitions.some(({ Name }) => Name === name))
      throw invalidInput(`The role template has no parameter ${name}.`);
  }
  const parameters = new Map(
    definitions.map((definition) => {
      const name = definition.Name as string;
      const values = Object.hasOwn(given, name) ? given[name]?.Values : undefined;
      return [name, { isList: isList(definition), values: valuesFor(definition, values) }] as const;
    }),
  );
  const parameter = (name: string) => {
    const found = parameters.get(name);
    if (found === undefined) throw invalidInput(`The role template has no parameter ${name}.`);
    return found;
  };
  const textOf = (name: string): string => parameter(name).values.join(',');
  return {
    text: (pattern) => pattern.replace(placeholder, (_, name: string) => textOf(name)),
    document: (document) =>
      document
        .replace(loneList, (whole, name: string) =>
          parameter(name).isList ? JSON.stringify(parameter(name).values) : whole,
        )
        .replace(placeholder, (_, name: string) => JSON.stringify(textOf(name)).slice(1, -1)),
  };
}

const placeholder = /@\{([^{}]+)\}/g;
const loneList = /"@\{([^{}"]+)\}"/g;

const isList = ({ Type }: ParameterDefinition): boolean => Type?.endsWith('List') ?? false;

function valuesFor(definition: ParameterDefinition, given: readonly string[] | undefined): readonly string[] {
  const { Name, Type, DefaultValue, IsRequired } = definition;
  if (given === undefined) {
    if (DefaultValue !== undefined)
      return isList(definition) ? DefaultValue.split(',').map((value) => value.trim()) : [DefaultValue];
    if (IsRequired) throw invalidInput(`The role template requires a value for parameter ${Name}.`);
    return [];
  }
  if (!isList(definition) && given.length > 1)
    throw invalidInput(`Parameter ${Name} of the role template takes one value.`);
  const kind = Type?.replace(/List$/, '');
  const fits =
    kind === 'Number'
      ? (value: string) => /^[+-]?\d+(?:\.\d+)?$/.test(value)
      : (value: string) => kind !== 'Arn' || parseArn(value) !== undefined;
  const misfit = given.find((value) => !fits(value));
  if (misfit !== undefined)
    throw invalidInput(`Value ${misfit} of parameter ${Name} of the role template is not of type ${Type}.`);
  return given;
}
