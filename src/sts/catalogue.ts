import { assumeRoleOperations } from './assume-role.ts';
import { authorizationMessageOperations } from './authorization-message.ts';
import { delegatedTokenOperations } from './delegated-token.ts';
import { federationTokenOperations } from './federation-token.ts';
import { outboundTokenOperations } from './outbound-token.ts';
import { rootSessionOperations } from './root-session.ts';
import { samlOperations } from './saml.ts';
import { sessionTokenOperations } from './session-token.ts';
import { webIdentityOperations } from './web-identity.ts';
import { identityOperations } from './identity.ts';
import type { StsCatalogue } from './operation-types.ts';

/** Every STS operation. A missing or misspelt one does not compile. */
export const stsCatalogue: StsCatalogue = {
  ...assumeRoleOperations,
  ...authorizationMessageOperations,
  ...delegatedTokenOperations,
  ...federationTokenOperations,
  ...outboundTokenOperations,
  ...rootSessionOperations,
  ...samlOperations,
  ...sessionTokenOperations,
  ...webIdentityOperations,
  ...identityOperations,
};
