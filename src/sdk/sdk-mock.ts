import { IamMockCore } from '../mock/iam-mock.ts';
import type { IamMockOptions } from '../mock/options.ts';
import { install, isInstalled, uninstall } from './installation.ts';

/** An AWS account in memory, with the doors that SDK clients come through. */
export class IamMock extends IamMockCore {
  /** Is every client in the process answered by this mock (or by one installed after it)? */
  get installed(): boolean {
    return isInstalled(this.world);
  }

  /** Answers every IAM and STS client in the process until `restore()`. Calling it twice is calling it once. */
  install(): this {
    install(this.world);
    return this;
  }

  /** Takes every door away; the process is as it was before `install()`. The state stays readable. */
  restore(): void {
    uninstall(this.world);
  }

  [Symbol.dispose](): void {
    this.restore();
  }
}

/**
 * An AWS account in memory that nobody talks to yet: give `requestHandler` to a client, or `install()` it.
 *
 * @throws UsageError for an unknown option or a wrong seed.
 */
export const createIamMock = (options: IamMockOptions = {}): IamMock => new IamMock(options);

/**
 * An AWS account in memory that answers every IAM and STS client of this process, until `restore()`.
 *
 * ```ts
 * const aws = mockIam();
 * await new IAMClient({}).send(new CreateUserCommand({ UserName: 'alice' }));
 * aws.restore();
 * ```
 *
 * @throws UsageError for an unknown option or a wrong seed.
 */
export const mockIam = (options: IamMockOptions = {}): IamMock => createIamMock(options).install();
