/** What the service models say of a value: its type and the constraints a request is checked against. */
export interface Shape {
  readonly type: 'string' | 'integer' | 'boolean' | 'list' | 'map' | 'structure' | 'timestamp' | 'blob';
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** A regular expression for the whole value. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** Passwords, private keys and tokens: their value never appears in a message. */
  readonly sensitive?: boolean;
  /** Element shape of a list. */
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  readonly members?: readonly Member[];
}

/** A member of an input or a structure: its name, the name of its shape, and whether it must be given. */
export type Member = readonly [name: string, shape: string, required?: boolean];

export interface OperationModel {
  readonly input: readonly Member[];
  /** The operation is sent without a signature (web identity and SAML calls). */
  readonly unsigned?: boolean;
  /** The output member that is paged, where there is one. */
  readonly items?: string | readonly string[];
}

/** One service as its model describes it. */
export interface ServiceModel {
  readonly service: 'iam' | 'sts';
  readonly version: string;
  readonly xmlNamespace: string;
  /** Error code on the wire → name of the SDK's class and HTTP status. */
  readonly errors: Readonly<Record<string, readonly [className: string, status: number]>>;
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}
