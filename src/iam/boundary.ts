import type { AttachedPermissionsBoundary } from '@aws-sdk/client-iam';

/**
 * A permissions boundary in an output. Recorded replies say `Policy`; the model's enum knows only
 * `PermissionsBoundaryPolicy`, hence the cast.
 */
export const boundaryView = (arn: string): AttachedPermissionsBoundary => ({
  PermissionsBoundaryType: 'Policy' as 'PermissionsBoundaryPolicy',
  PermissionsBoundaryArn: arn,
});
