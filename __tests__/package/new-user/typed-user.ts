import * as nodeTest from 'node:test';
import { type IamMock, type JournalEntry, mockIam } from 'iam-in-memory';
import { useIam } from 'iam-in-memory/jest';
import { type Decision, evaluate } from 'iam-in-memory/policy';

const aws: IamMock = mockIam({
  enforcement: 'soft',
  quotas: { accessKeysPerUser: 1 },
  seed: { users: { alice: { groups: [] } } },
});
const calls: JournalEntry[] = aws.calls({ operation: 'GetUser' });
const decision: Decision = aws.authorize({ principal: 'alice', action: 's3:GetObject' });
const size: number = aws.state.accounts.size;
void [calls, decision, size, evaluate];
// @ts-expect-error: an unknown option does not compile
mockIam({ enforcment: 'off' });
useIam({}, nodeTest);
// @ts-expect-error: hooks of no runner
useIam({}, { beforeEach: nodeTest.beforeEach, afterEach: nodeTest.afterEach });
