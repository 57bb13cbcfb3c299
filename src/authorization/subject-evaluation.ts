import type { State } from '../engine/state.ts';
import { resourceControlsOf } from '../iam/organization-policies.ts';
import { type AuthorizationRequest, type Decision, decideRequest } from '../policy/index.ts';
import type { Subject } from './subject.ts';

type Asked = Omit<
  AuthorizationRequest,
  | 'principal'
  | 'principalId'
  | 'issuerArn'
  | 'principalAccount'
  | 'identityPolicies'
  | 'permissionsBoundaries'
>;

/** Decides what a subject asks for: all its policies, and those that bind the account of the resource, take part. */
export function evaluateFor(state: State, subject: Subject, asked: Asked): Decision {
  return decideRequest({
    principal: subject.principal,
    principalId: subject.principalId,
    issuerArn: subject.issuerArn,
    principalAccount: subject.accountId,
    identityPolicies: subject.identityPolicies,
    permissionsBoundaries: subject.permissionsBoundaries,
    sessionPolicies: subject.sessionPolicies,
    serviceControlPolicies: subject.serviceControlPolicies,
    resourceControlPolicies:
      asked.resourceAccount === undefined
        ? undefined
        : resourceControlsOf(state, asked.resourceAccount, asked.action),
    ...asked,
  });
}

/**
 * "Unlike other AWS resource policies, an AWS KMS key policy does not automatically give permission to the account or
 * any of its identities": where the key policy is known, it must allow (AWS KMS, "Key policies").
 */
export const isKey = (action: string): boolean => action.toLowerCase().startsWith('kms:');
