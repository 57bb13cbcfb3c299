import type { GuardOptions } from '../authorization/service-guard.ts';
import { milliseconds } from '../mock/clock.ts';
import type { Fault } from '../mock/fault-effects.ts';
import type { AnswerOptions, FaultOptions } from '../mock/faults.ts';
import { IamMockCore } from '../mock/iam-mock.ts';
import { type OperationChoice, operationNameOf } from '../mock/operation-names.ts';
import type { IamMockOptions } from '../mock/options.ts';
import type { ScheduledOutput } from '../mock/output-types.ts';
import { addGuard, endGuards } from './guard/guards.ts';
import { type GuardTarget, guardTarget } from './guard/guard.ts';
import { install, isInstalled, uninstall } from './installation.ts';
import { type RefusedRequest, type VerifiedRequest, verifyRequest } from './signatures/verification.ts';
import { type ClientStub, bridgeStub } from './stub-bridge.ts';
import { type IncomingRequest, givenRequest, readRequest } from './wire/given-request.ts';
import type { HttpReply } from './wire/http-messages.ts';
import { type WireRequestHandler, wireRequestHandler } from './wire/request-handler.ts';
import { answerHttp } from './wire/wire-door.ts';

/** An AWS account in memory, with the doors that SDK clients come through. */
export class IamMock extends IamMockCore {
  #requestHandler: WireRequestHandler | undefined;

  /** Is every client in the process answered by this mock (or by one installed after it)? */
  get installed(): boolean {
    return isInstalled(this.world);
  }

  /** Answers every IAM and STS client in the process until `restore()`. Calling it twice is calling it once. */
  install(): this {
    install(this.world);
    return this;
  }

  /** Takes every door and guard away; the process is as it was before `install()`. The state stays readable. */
  restore(): void {
    uninstall(this.world);
    endGuards(this.world);
  }

  /**
   * A request handler for clients that shall talk to this mock without being installed for all.
   *
   * ```ts
   * new IAMClient({ region: 'us-east-1', credentials, requestHandler: aws.requestHandler });
   * ```
   */
  get requestHandler(): WireRequestHandler {
    this.#requestHandler ??= wireRequestHandler(() => this.world);
    return this.#requestHandler;
  }

  /**
   * Answers an AWS Query request of IAM or STS, whoever made it: a server of ten lines makes the mock one for any
   * language.
   *
   * `url` may be a path where the `host` header is there; a body that is a stream is read. Any bytes get an answer of
   * AWS's; what a test has scheduled for the connection (`failNext(…, 'ECONNRESET')`) rejects the promise.
   *
   * ```ts
   * const { status, headers, body } = await aws.handleRequest({
   *   method: 'POST',
   *   url: 'https://sts.amazonaws.com/',
   *   headers: { authorization },
   *   body: 'Action=GetCallerIdentity&Version=2011-06-15',
   * });
   * ```
   */
  async handleRequest(request: IncomingRequest): Promise<HttpReply> {
    return answerHttp(this.world, await readRequest('handleRequest()', request));
  }

  /**
   * Whose signature is this? For requests to any service of AWS, signed in the Authorization header or presigned in
   * the query string: AWS's checks by the keys and the clock of this mock. A URL alone (with or without its scheme) is a
   * GET of it.
   *
   * A signature that does not match comes with what AWS would have signed and, where a usual mistake leads to it,
   * what the caller has signed.
   *
   * ```ts
   * const verdict = aws.verifyRequest({ method: 'GET', url, headers: {} });
   * if (verdict.ok) verdict.identity.principalArn;   // 'arn:aws:iam::123456789012:user/alice'
   * else verdict.message;                            // AWS's sentence; verdict.differences?.hints say what to do
   * ```
   *
   * Keys that nobody issued are refused, whatever `unknownCredentials` says: there is no secret to compare with.
   * Nothing changes: no last-used date, no entry in the journal.
   *
   * @throws UsageError for what is no request, or has a body that must be read first.
   */
  verifyRequest(request: IncomingRequest | string | URL): VerifiedRequest | RefusedRequest {
    return verifyRequest(this.world, givenRequest('verifyRequest()', request));
  }

  /**
   * Lets the next requests of an operation fail. Requests, not calls: of what the SDK tries again (throttling, 5xx,
   * connections, `LimitExceeded`) a call makes three before it fails.
   *
   * ```ts
   * aws.failNext('GetUser', 'AccessDenied');                  // the call fails
   * aws.failNext(GetUserCommand, 'Throttling', { times: 3 }); // so does this one, after three attempts
   * aws.failNext('GetUser', 'Throttling', { times: 2 });      // the third attempt succeeds
   * aws.failNext('CreateRole', { code: 'ServiceFailure', message: 'Try later.' }, { after: 1, times: 3 });
   * aws.failNext('CreateUser', 'ECONNRESET', { processed: true });   // done, but the answer is lost
   * ```
   *
   * `'*'` stands for every operation. Forgotten by `reset()`.
   *
   * @throws UsageError for an operation nobody knows, a fault that says nothing, and options that are none.
   */
  failNext(operation: OperationChoice | '*', fault: Fault, options?: FaultOptions): void {
    this.world.faults.fail(operationNameOf('failNext()', operation), fault, options);
  }

  /**
   * Answers the next request of an operation with this output, or any part of it; the account does not change. Dates may
   * be ISO 8601 texts. Also for operations that this package does not know yet.
   *
   * ```ts
   * aws.respondNext('GetUser', { User: { UserName: 'ghost', … } });
   * aws.respondNext(ListUsersCommand, { Users: [], IsTruncated: true, Marker: 'next' });
   * ```
   *
   * @throws UsageError for a misspelt operation, an output that the operation could not have, and options that are none.
   */
  respondNext<const Choice extends OperationChoice>(
    operation: Choice,
    output: ScheduledOutput<Choice>,
    options?: AnswerOptions,
  ): void {
    this.world.faults.respond(operationNameOf('respondNext()', operation), output, options);
  }

  /**
   * Lets a stub of aws-sdk-client-mock answer from this account, unless its own `.on(…)` says otherwise. Its call
   * history and matchers work as ever; its `reset()` ends the bridge.
   *
   * ```ts
   * const iamMock = aws.bridge(mockClient(IAMClient));
   * iamMock.on(GetUserCommand).rejects(new Error('not today'));
   * ```
   *
   * @throws UsageError for anything that `mockClient()` did not return.
   */
  bridge<Stub extends ClientStub>(stub: Stub): Stub {
    bridgeStub(this.world, stub);
    return stub;
  }

  /**
   * Asks this account for permission before whatever answers the calls of another service's client: a real endpoint, a
   * request handler, or a stub of aws-sdk-client-mock. With `enforcement: 'strict'` a refused call fails as it would at
   * AWS, with the client's own exception; with `'soft'` decisions are recorded; with `'off'` nothing happens.
   *
   * ```ts
   * const s3 = aws.guard(new S3Client({ credentials: aws.credentialsFor('alice') }));
   * const dynamo = aws.guard(mockClient(DynamoDBClient));
   * ```
   *
   * Which permissions a call needs follows from its input, for some services by rules of their own, for the others by
   * the operation's name; `permissions` knows better, and `resourcePolicy` gives the policies of resources. Ended by
   * `restore()`. Unsigned calls are nobody's, and let through.
   *
   * @returns what it was given.
   * @throws UsageError for clients of IAM and STS, and for anything that is no client.
   */
  guard<Target extends GuardTarget>(target: Target, options: GuardOptions = {}): Target {
    addGuard(this.world, guardTarget(this.world, target, options));
    return target;
  }

  /**
   * Makes the account eventually consistent: for this long after a write a new access key is unknown, a new role
   * cannot be assumed, a new principal is invalid in a trust policy, and lists are as they were. The time is
   * that of `aws.clock`. `0` ends it, and so does `reset()`.
   *
   * ```ts
   * aws.delayConsistency('10s');
   * await deploy();                       // creates a role and assumes it: must try again
   * aws.clock.advance('10s');
   * ```
   *
   * @throws UsageError for a duration that is none.
   */
  delayConsistency(duration: number | string): void {
    this.world.consistency.set(milliseconds(duration));
  }

  [Symbol.dispose](): void {
    this.restore();
  }
}

/**
 * An AWS account in memory that nobody talks to yet: give `requestHandler` to a client, or `install()` it.
 *
 * ```ts
 * const aws = createIamMock();
 * new IAMClient({ region: 'us-east-1', credentials: aws.credentialsFor('root'), requestHandler: aws.requestHandler });
 * ```
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
