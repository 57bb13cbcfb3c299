// As ts-jest compiles it for CommonJS: by a TypeScript that does not read `exports`.
import { type IamMock, mockIam } from 'iam-in-memory';
import { serializer, useIam } from 'iam-in-memory/jest';
import { evaluate } from 'iam-in-memory/policy';
import type { useIam as useIamInVitest } from 'iam-in-memory/vitest';

const aws: IamMock = useIam({ seed: { users: { alice: {} } } });
expect(aws).toDeny({ principal: 'alice', action: 's3:GetObject' });
const none = undefined as unknown as typeof useIamInVitest;
void [mockIam, serializer, evaluate, none];
// @ts-expect-error: the types are there, and an unknown option does not compile
useIam({ enforcment: 'off' });
