import { serviceLinkedRoleRows } from '../data/service-linked-roles.ts';
import type { DeletionTask, Role } from '../engine/entities.ts';
import { invalidInput, noSuchEntity, quotaExceeded } from '../engine/errors.ts';
import type { Account } from '../engine/state.ts';
import type { Transaction } from '../engine/transaction.ts';
import type { IamCatalogue } from './operation-types.ts';
import { addRole, embeddedRoleView, findRole, removeRole, roleArn, roleArnByName, roleKey } from './role.ts';

/**
 * Roles that belong to a service of AWS (IAM API Reference: CreateServiceLinkedRole, DeleteServiceLinkedRole,
 * GetServiceLinkedRoleDeletionStatus).
 *
 * AWS deletes such a role in its own time. Here the role is gone at once, since nothing uses it; the task says
 * IN_PROGRESS when it is first asked about, or SUCCEEDED where a second has passed, and SUCCEEDED from then on.
 */
export const serviceLinkedRolesOperations = {
  CreateServiceLinkedRole: {
    resource: ({ AWSServiceName, CustomSuffix }, account, { partition }) =>
      roleArn(partition, account.id, {
        path: `/aws-service-role/${AWSServiceName}/`,
        name: serviceLinkedRoleName(AWSServiceName, CustomSuffix) ?? '*',
      }),
    conditions: ({ AWSServiceName }) => ({ 'iam:AWSServiceName': AWSServiceName }),
    run(call, { AWSServiceName, CustomSuffix, Description }) {
      const name = serviceLinkedRoleName(AWSServiceName, CustomSuffix);
      // AWS's answer to an unknown service is not recorded.
      if (name === undefined) throw invalidInput(`${AWSServiceName} does not support service-linked roles.`);
      const { policies, suffixAllowed } = serviceLinkedRole(AWSServiceName) as ServiceLinkedRole;
      if (CustomSuffix !== undefined && !suffixAllowed)
        throw invalidInput(`Custom suffix is not allowed for ${AWSServiceName}`);
      if (findRole(call.account, name) !== undefined) {
        throw invalidInput(
          `Service role name ${name} has been taken in this account, please try a different suffix.`,
        );
      }
      const limit = call.quotas.rolesPerAccount;
      if (call.account.roles.size >= limit) throw quotaExceeded('RolesPerAccount', limit);
      const role = addRole(call, {
        name,
        path: `/aws-service-role/${AWSServiceName}/`,
        trustPolicy: trustPolicyOf(AWSServiceName),
        serviceLinked: AWSServiceName,
        attachedPolicies: policies.map((policy) => inPartition(policy, call.partition)),
        ...(Description ? { description: Description } : {}),
      });
      return { Role: embeddedRoleView(call, role) };
    },
  },

  DeleteServiceLinkedRole: {
    resource: ({ RoleName }, account, { partition }) => roleArnByName(partition, account, RoleName),
    run(call, { RoleName }) {
      const role = findRole(call.account, RoleName);
      if (role === undefined) {
        const pending = pendingTask(call, RoleName);
        if (pending !== undefined) return { DeletionTaskId: pending.id };
      }
      // NoSuchEntity is the only declared error that fits an ordinary role.
      if (role?.serviceLinked === undefined)
        throw noSuchEntity(`The role with name ${RoleName} cannot be found.`);
      const task = newTask(call, role, role.serviceLinked);
      call.update((account) => {
        account.deletionTasks = account.deletionTasks.set(task.id, task);
      });
      removeRole(call, role);
      return { DeletionTaskId: task.id };
    },
  },

  GetServiceLinkedRoleDeletionStatus: {
    resource: ({ DeletionTaskId }, account, { partition }) => taskRoleArn(partition, account, DeletionTaskId),
    run(call, { DeletionTaskId }) {
      // The sentences of AWS for a malformed and an unknown task id are not recorded.
      if (!taskIdForm.test(DeletionTaskId))
        throw invalidInput(`The deletion task id ${DeletionTaskId} is not valid.`);
      const task = call.account.deletionTasks.get(DeletionTaskId);
      if (task === undefined)
        throw noSuchEntity(`The deletion task with id ${DeletionTaskId} cannot be found.`);
      const status = statusOf(call, task);
      if (task.status !== 'SUCCEEDED') {
        call.update((account) => {
          account.deletionTasks = account.deletionTasks.update(
            task.id,
            (draft) => void (draft.status = 'SUCCEEDED'),
          );
        });
      }
      return { Status: status };
    },
  },
} satisfies Partial<IamCatalogue>;

interface ServiceLinkedRole {
  readonly roleName: string;
  /** ARNs in partition `aws`. */
  readonly policies: readonly string[];
  readonly suffixAllowed: boolean;
}

/** The role of a service principal ("unique and case-sensitive"); undefined for a service that has none here. */
function serviceLinkedRole(service: string): ServiceLinkedRole | undefined {
  const row = Object.hasOwn(serviceLinkedRoleRows, service) ? serviceLinkedRoleRows[service] : undefined;
  if (row === undefined) return undefined;
  const [roleName, policies, suffixAllowed = false] = row;
  return {
    roleName,
    policies: policies.map((policy) =>
      policy.startsWith('arn:') ? policy : `arn:aws:iam::aws:policy/aws-service-role/${policy}`,
    ),
    suffixAllowed,
  };
}

function serviceLinkedRoleName(service: string, suffix: string | undefined): string | undefined {
  const roleName = serviceLinkedRole(service)?.roleName;
  return roleName === undefined || suffix === undefined ? roleName : `${roleName}_${suffix}`;
}

/** In the form of the API reference's example. */
const trustPolicyOf = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } }],
  });

const inPartition = (arn: string, partition: string): string => arn.replace(/^arn:aws:/, `arn:${partition}:`);

const taskIdForm = /^task\/aws-service-role\/[^/]+\/[^/]+\/[0-9a-f-]{36}$/;

function newTask(call: Transaction, role: Role, service: string): DeletionTask {
  return {
    id: `task/aws-service-role/${service}/${role.name}/${call.identifiers.uuid()}`,
    roleKey: roleKey(role.name),
    roleArn: roleArn(call.partition, call.accountId, role),
    status: 'IN_PROGRESS',
    createDate: call.now,
  };
}

/** "If an earlier deletion task is not complete, then the DeletionTaskId of the earlier request is returned." */
function pendingTask(call: Transaction, roleName: string): DeletionTask | undefined {
  for (const task of call.account.deletionTasks.values())
    if (task.roleKey === roleKey(roleName) && statusOf(call, task) === 'IN_PROGRESS') return task;
  return undefined;
}

const statusOf = (call: Transaction, task: DeletionTask): DeletionTask['status'] =>
  task.createDate < call.now ? 'SUCCEEDED' : task.status;

/** The role that a task id names: it holds service and role name. */
function taskRoleArn(partition: string, account: Account, taskId: string): string {
  const [, , service = '*', name = '*'] = taskId.split('/');
  return roleArn(partition, account.id, { path: `/aws-service-role/${service}/`, name });
}
