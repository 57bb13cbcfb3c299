export { createIamMock, mockIam } from './sdk/sdk-mock.ts';
export type { IamMock } from './sdk/sdk-mock.ts';
