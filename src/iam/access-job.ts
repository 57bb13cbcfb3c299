import type { Caller } from '../engine/callers.ts';
import type { Job } from '../engine/entities.ts';
import { noSuchEntity } from '../engine/errors.ts';
import type { Transaction } from '../engine/transaction.ts';

/** Keeps a finished report, to be read by whoever asked for it. */
export function startJob(call: Transaction, given: Omit<Job, 'id' | 'requestedBy' | 'createDate'>): Job {
  const job: Job = {
    ...given,
    id: call.identifiers.uuid(),
    requestedBy: requesterOf(call.caller),
    createDate: call.now,
  };
  call.update((account) => {
    account.jobs = account.jobs.set(job.id, job);
  });
  return job;
}

/**
 * The report with this id. "Only the user or role that generated the report can retrieve it."
 *
 * @throws AwsError NoSuchEntity; the code is documented, the sentence is not recorded.
 */
export function requireJob(call: Transaction, id: string, kind: Job['kind']): Job {
  const job = call.account.jobs.get(id);
  if (job === undefined || job.kind !== kind || job.requestedBy !== requesterOf(call.caller))
    throw noSuchEntity(`The job with id ${id} cannot be found.`);
  return job;
}

/** The members that every reader of a finished report begins with. */
export const jobView = (
  job: Job,
): { JobStatus: 'COMPLETED' | 'FAILED'; JobCreationDate: Date; JobCompletionDate: Date } => ({
  JobStatus: job.report.failure === undefined ? 'COMPLETED' : 'FAILED',
  JobCreationDate: new Date(job.createDate),
  JobCompletionDate: new Date(job.createDate),
});

/** Sessions of one role are one requester. */
const requesterOf = ({ roleId, userId }: Caller): string => roleId ?? userId;
