/**
 * The parts of an SDK client that the doors touch, as they are in every version since 2023. Nothing here is
 * decided by `instanceof`: two copies of the SDK can meet in one process.
 */
export interface SdkClient {
  readonly config: SdkConfig;
  readonly middlewareStack: SdkStack;
  send(command: SdkCommand, optionsOrCallback?: unknown, callback?: unknown): unknown;
}

export interface SdkConfig {
  readonly serviceId?: string;
  readonly region?: string | (() => Promise<string>);
  readonly credentials?: SdkCredentialProvider;
  readonly protocol?: SdkProtocol;
  /** The profile of the default chain. */
  readonly profile?: unknown;
  readonly [member: string]: unknown;
}

/** Credentials as a provider gives them; nobody has checked them yet. */
export interface GivenCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey?: unknown;
}

export type SdkCredentialProvider = ((options?: object) => Promise<GivenCredentials>) & {
  /** Set by the SDK on providers that the user gave, and not on its default chain. */
  readonly attributed?: boolean;
};

export interface SdkCommand {
  readonly input: Readonly<Record<string, unknown>>;
  readonly middlewareStack: SdkStack;
  /** Operation schema: `[9, namespace, name, traits, input, output]`. */
  readonly schema?: readonly unknown[];
  resolveMiddleware(stack: SdkStack, config: SdkConfig, options: unknown): SdkHandler;
}

export type SdkHandler = (args: {
  readonly input: Readonly<Record<string, unknown>>;
}) => Promise<{ output: unknown; response?: unknown }>;

export interface SdkStack {
  add(middleware: (next: SdkHandler, context: unknown) => SdkHandler, options: object): void;
  clone(): SdkStack;
  identify(): string[];
  [method: string]: unknown;
}

export interface SdkProtocol {
  handleError(
    operation: unknown,
    context: unknown,
    response: object,
    data: object,
    metadata: object,
  ): Promise<never>;
}

/** `iam` or `sts`, by the service id that every client carries; undefined for other services. */
export function serviceOf(client: SdkClient): 'iam' | 'sts' | undefined {
  switch (client.config?.serviceId) {
    case 'IAM':
      return 'iam';
    case 'STS':
      return 'sts';
    default:
      return undefined;
  }
}

/** `GetUser`, of a GetUserCommand. The schema keeps the name where a bundler has renamed the class. */
export function operationOf(command: SdkCommand): string {
  const name = command.schema?.[2];
  return typeof name === 'string' ? name : command.constructor.name.replace(/Command$/, '');
}
