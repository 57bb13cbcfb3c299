import type { ServiceSpecificCredential } from '../engine/entities.ts';
import { quotaExceeded, validationError } from '../engine/errors.ts';
import { paginateList } from '../engine/pagination.ts';
import type { Transaction } from '../engine/transaction.ts';
import { actingIamUser, actingUserArn } from './acting-user.ts';
import type { IamCatalogue } from './operation-types.ts';
import {
  apiKeySecret,
  checkService,
  credentialView,
  credentialsOf,
  freeServiceUserName,
  isApiKeyService,
  metadataView,
  position,
  requireCredential,
  servicePassword,
} from './service-specific-credential.ts';
import { requireUser, userArnByName, userKey } from './user.ts';

/** Passwords and API keys for single services (IAM API Reference: CreateServiceSpecificCredential …). */
export const serviceSpecificCredentialsOperations = {
  CreateServiceSpecificCredential: {
    resource: ({ UserName }, account, { partition }) => userArnByName(partition, account, UserName),
    conditions: ({ ServiceName, CredentialAgeDays }) => ({
      'iam:ServiceSpecificCredentialServiceName': ServiceName,
      'iam:ServiceSpecificCredentialAgeDays':
        CredentialAgeDays === undefined ? undefined : String(CredentialAgeDays),
    }),
    run(call, { UserName, ServiceName, CredentialAgeDays }) {
      const user = requireUser(call.account, UserName);
      checkService(ServiceName);
      const isApiKey = isApiKeyService(ServiceName);
      if (CredentialAgeDays !== undefined && !isApiKey) {
        // "This field is only valid for services that support long-term API keys." The sentence is not recorded.
        throw validationError(`CredentialAgeDays is not supported for service ${ServiceName}.`);
      }
      const present = credentialsOf(call.account, user).filter((item) => item.serviceName === ServiceName);
      const limit = call.quotas.serviceSpecificCredentialsPerUser;
      if (present.length >= limit) throw quotaExceeded('ServiceSpecificCredentialsPerUser', limit);
      const { identifiers } = call;
      const name = freeServiceUserName(user, call.accountId, present);
      const credential: ServiceSpecificCredential = {
        id: identifiers.uniqueId('ACCA', call.accountId),
        userKey: userKey(user.name),
        serviceName: ServiceName,
        ...(isApiKey ? { credentialAlias: name } : { serviceUserName: name }),
        secret: isApiKey ? apiKeySecret(identifiers, ServiceName, name) : servicePassword(identifiers),
        status: 'Active',
        createDate: call.now,
        ...(CredentialAgeDays === undefined ? {} : { expiration: call.now + CredentialAgeDays * day }),
      };
      put(call, credential);
      call.update((account) => {
        account.users = account.users.update(
          credential.userKey,
          (draft) => void draft.serviceSpecificCredentials.push(credential.id),
        );
      });
      return { ServiceSpecificCredential: credentialView(call, credential) };
    },
  },

  ListServiceSpecificCredentials: {
    resource: ({ UserName, AllUsers }, account, caller) =>
      AllUsers === true ? '*' : actingUserArn(UserName, account, caller),
    run(call, { UserName, ServiceName, AllUsers, ...request }) {
      if (AllUsers === true && UserName !== undefined) {
        // "This parameter cannot be specified together with UserName." The sentence is not recorded.
        throw validationError('AllUsers cannot be specified together with UserName.');
      }
      const { account } = call;
      const credentials =
        AllUsers === true
          ? [...account.serviceSpecificCredentials.values()]
          : credentialsOf(account, actingIamUser(call, UserName).holder);
      if (ServiceName !== undefined) checkService(ServiceName);
      const found = credentials
        .filter(({ serviceName }) => ServiceName === undefined || serviceName === ServiceName)
        .toSorted((a, b) => (position(a) < position(b) ? -1 : 1));
      const { items, end } = paginateList('ListServiceSpecificCredentials', request, found, position);
      return { ServiceSpecificCredentials: items.map((item) => metadataView(call, item)), ...end };
    },
  },

  UpdateServiceSpecificCredential: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, ServiceSpecificCredentialId, Status }) {
      const { holder } = actingIamUser(call, UserName);
      const credential = requireCredential(call.account, holder, ServiceSpecificCredentialId);
      if (Status === 'Expired') {
        // A credential expires by time only. Neither code nor sentence is documented for this operation.
        throw validationError(
          'The status of a service-specific credential can only be set to Active or Inactive.',
        );
      }
      if (credential.status !== Status) put(call, { ...credential, status: Status });
      return {};
    },
  },

  ResetServiceSpecificCredential: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, ServiceSpecificCredentialId }) {
      const { holder } = actingIamUser(call, UserName);
      const present = requireCredential(call.account, holder, ServiceSpecificCredentialId);
      const { credentialAlias, serviceName } = present;
      const credential: ServiceSpecificCredential = {
        ...present,
        secret:
          credentialAlias === undefined
            ? servicePassword(call.identifiers)
            : apiKeySecret(call.identifiers, serviceName, credentialAlias),
      };
      put(call, credential);
      return { ServiceSpecificCredential: credentialView(call, credential) };
    },
  },

  DeleteServiceSpecificCredential: {
    resource: ({ UserName }, account, caller) => actingUserArn(UserName, account, caller),
    run(call, { UserName, ServiceSpecificCredentialId }) {
      const { holder, key } = actingIamUser(call, UserName);
      const { id } = requireCredential(call.account, holder, ServiceSpecificCredentialId);
      call.update((account) => {
        account.serviceSpecificCredentials = account.serviceSpecificCredentials.delete(id);
        account.users = account.users.update(key, (user) => {
          user.serviceSpecificCredentials = user.serviceSpecificCredentials.filter((other) => other !== id);
        });
      });
      return {};
    },
  },
} satisfies Partial<IamCatalogue>;

/** Milliseconds. */
const day = 86_400_000;

function put(call: Transaction, credential: ServiceSpecificCredential): void {
  call.update((account) => {
    account.serviceSpecificCredentials = account.serviceSpecificCredentials.set(credential.id, credential);
  });
}
