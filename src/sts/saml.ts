import { createHash } from 'node:crypto';
import { parseArn } from '../engine/arns.ts';
import type { SamlProvider, Session } from '../engine/entities.ts';
import { AwsError, UnsupportedOperationError, accessDenied } from '../engine/errors.ts';
import type { Transaction } from '../engine/transaction.ts';
import { readSamlMetadata } from '../iam/saml-metadata.ts';
import { checkSourceIdentity, invalidToken } from './federated-claims.ts';
import type { StsCatalogue } from './operation-types.ts';
import {
  type TargetRole,
  type VouchedFor,
  askTrust,
  findTargetRole,
  issueRoleSession,
} from './role-session.ts';
import { type SamlAssertion, readSamlAssertion } from './saml-assertion.ts';
import type { PassedTags } from './session-tags.ts';
import { plainSession, present } from './session.ts';

/**
 * Sessions of roles for whoever a SAML 2.0 identity provider vouches for (STS API Reference, AssumeRoleWithSAML).
 *
 * Signatures are not verified: a test makes its own assertions, and has no key that a real provider would have
 * signed them with.
 */
export const samlOperations = {
  AssumeRoleWithSAML: {
    resource: ({ RoleArn }) => RoleArn,
    run(call, input) {
      const { RoleArn, PrincipalArn, SAMLAssertion } = input;
      const provider = findProvider(call, PrincipalArn);
      if (provider === undefined) throw invalidToken("Specified provider doesn't exist");
      const assertion = requireAssertion(SAMLAssertion);
      if (readSamlMetadata(provider.metadata)?.entityId !== assertion.issuer) {
        throw invalidToken('Issuer not present in specified provider');
      }
      checkTime(assertion, call.now);
      const sessionName = roleSessionName(assertion);
      const target = requireTargetRole(call, RoleArn, PrincipalArn, assertion);
      const vouchedFor: VouchedFor = {
        operation: 'AssumeRoleWithSAML',
        provider: PrincipalArn,
        sessionName,
        passedTags: passedTags(assertion),
        sourceIdentity: checkSourceIdentity(valuesOf(assertion, 'SourceIdentity')[0]),
        context: contextOf(assertion, PrincipalArn),
      };
      askTrust(call, target, vouchedFor);
      const session: Session = {
        ...plainSession('AssumeRoleWithSAML', PrincipalArn),
        federatedProvider: PrincipalArn,
        context: vouchedFor.context,
      };
      const { sessionEnd } = assertion;
      const issued = issueRoleSession(call, {
        ...input,
        ...vouchedFor,
        ...(sessionEnd === undefined ? {} : { longest: Math.floor((sessionEnd - call.now) / 1000) }),
        target,
        session,
      });
      return {
        ...issued,
        Subject: assertion.subject,
        SubjectType: assertion.subjectType,
        Issuer: assertion.issuer,
        NameQualifier: nameQualifier(assertion, PrincipalArn),
        ...present({ Audience: assertion.recipient }),
      };
    },
  },
} satisfies Partial<StsCatalogue>;

function findProvider(call: Transaction, arn: string): SamlProvider | undefined {
  const accountId = parseArn(arn)?.accountId;
  return accountId === undefined ? undefined : call.accountWithId(accountId).samlProviders.get(arn);
}

function requireAssertion(encoded: string): SamlAssertion {
  // Seen in users' reports; the sentence for a document that is no response is not known, so it stands for both.
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(encoded)) throw invalidToken('Invalid base64 SAMLResponse');
  const assertion = readSamlAssertion(encoded);
  if (assertion === undefined) throw invalidToken('Invalid base64 SAMLResponse');
  if (assertion === 'encrypted') {
    throw new UnsupportedOperationError(
      'iam-in-memory does not decrypt SAML assertions. Send the assertion in the clear in this test, or answer the call ' +
        "yourself with aws.respondNext('AssumeRoleWithSAML', output).",
    );
  }
  return assertion;
}

function checkTime({ end, sessionEnd = end }: SamlAssertion, now: number): void {
  if (Math.min(end, sessionEnd) > now) return;
  throw new AwsError('ExpiredTokenException', 'Token must be redeemed within 5 minutes of issuance', 400);
}

/** @throws AwsError AccessDenied unless the assertion names the role together with the provider. */
function requireTargetRole(
  call: Transaction,
  roleArn: string,
  providerArn: string,
  assertion: SamlAssertion,
): TargetRole {
  const named = valuesOf(assertion, 'Role').some((pair) => {
    const arns = pair.split(',').map((arn) => arn.trim());
    return arns.length === 2 && arns.includes(roleArn) && arns.includes(providerArn);
  });
  const target = findTargetRole(call, roleArn);
  // Roles of IAM Identity Center are assumed by it alone.
  if (!named || target === undefined || target.role.name.startsWith('AWSReservedSSO_')) {
    throw accessDenied('Not authorized to perform sts:AssumeRoleWithSAML');
  }
  return target;
}

const attributePrefix = 'https://aws.amazon.com/SAML/Attributes/';

const valuesOf = ({ attributes }: SamlAssertion, name: string): readonly string[] =>
  attributes.get(attributePrefix + name) ?? [];

function roleSessionName(assertion: SamlAssertion): string {
  const [name] = valuesOf(assertion, 'RoleSessionName');
  if (name === undefined || name === '') throw invalidToken('RoleSessionName is required in AuthnResponse');
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) {
    throw invalidToken('RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}');
  }
  return name;
}

function passedTags(assertion: SamlAssertion): PassedTags {
  const prefix = `${attributePrefix}PrincipalTag:`;
  const tags = [...assertion.attributes]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, values]) => ({ Key: name.slice(prefix.length), Value: values[0] ?? '' }));
  return { tags, transitiveTagKeys: valuesOf(assertion, 'TransitiveTagKeys') };
}

/** Condition keys of the session (IAM User Guide, "Available keys for SAML-based AWS STS federation"). */
function contextOf(assertion: SamlAssertion, providerArn: string): NonNullable<Session['context']> {
  return {
    'saml:sub': assertion.subject,
    'saml:sub_type': assertion.subjectType,
    'saml:iss': assertion.issuer,
    'saml:doc': accountAndName(providerArn).join('/'),
    'saml:namequalifier': nameQualifier(assertion, providerArn),
    ...(assertion.recipient === undefined ? {} : { 'saml:aud': assertion.recipient }),
  };
}

/** BASE64 ( SHA1 ( "https://example.com/saml" + "123456789012" + "/MySAMLIdP" ) ) */
function nameQualifier({ issuer }: SamlAssertion, providerArn: string): string {
  const [accountId, name] = accountAndName(providerArn);
  return createHash('sha1').update(`${issuer}${accountId}/${name}`).digest('base64');
}

function accountAndName(providerArn: string): readonly [accountId: string, name: string] {
  const { accountId = '', resource = '' } = parseArn(providerArn) ?? {};
  return [accountId, resource.slice(resource.indexOf('/') + 1)];
}
