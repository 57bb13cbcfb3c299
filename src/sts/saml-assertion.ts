import { type XmlElement, elementsNamed, parseXml } from '../engine/xml.ts';

/** What an assertion says of its subject; nothing of it is believed yet. */
export interface SamlAssertion {
  readonly issuer: string;
  readonly subject: string;
  /** `persistent`, `transient`, or the whole name format. */
  readonly subjectType: string;
  /** `Recipient` of the subject confirmation. */
  readonly recipient: string | undefined;
  /** Milliseconds from which on the assertion is not good any more. */
  readonly end: number;
  /** Milliseconds at which sessions end at the latest. */
  readonly sessionEnd: number | undefined;
  /** Values by attribute name. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
}

const assertionNamespace = 'urn:oasis:names:tc:SAML:2.0:assertion';

/** "The assertion must be redeemed within five minutes of issuance" (IAM User Guide, "Troubleshoot SAML federation"). */
const lifetime = 300_000;

/**
 * Reads the assertion in a SAML response (OASIS SAML V2.0 core).
 *
 * @param encoded base64 of a `Response`, or of a bare `Assertion`
 * @returns undefined for what is no such document; `encrypted` for an assertion that only AWS could read
 */
export function readSamlAssertion(encoded: string): SamlAssertion | 'encrypted' | undefined {
  const root = parseXml(Buffer.from(encoded, 'base64').toString());
  if (root === undefined) return undefined;
  const assertion = first(root, 'Assertion');
  if (assertion === undefined) return first(root, 'EncryptedAssertion') && 'encrypted';
  const nameId = first(assertion, 'NameID');
  const issuer = first(assertion, 'Issuer') ?? first(root, 'Issuer');
  const issued = timeOf(assertion.attributes.get('IssueInstant'));
  if (nameId === undefined || issuer === undefined || issued === undefined) return undefined;
  const confirmation = first(assertion, 'SubjectConfirmationData')?.attributes;
  const ends = [
    issued + lifetime,
    timeOf(confirmation?.get('NotOnOrAfter')),
    timeOf(first(assertion, 'Conditions')?.attributes.get('NotOnOrAfter')),
  ];
  return {
    issuer: issuer.text.trim(),
    subject: nameId.text.trim(),
    subjectType: subjectType(nameId.attributes.get('Format')),
    recipient: confirmation?.get('Recipient'),
    end: Math.min(...ends.filter((end) => end !== undefined)),
    sessionEnd: timeOf(first(assertion, 'AuthnStatement')?.attributes.get('SessionNotOnOrAfter')),
    attributes: attributesOf(assertion),
  };
}

const first = (element: XmlElement, name: string): XmlElement | undefined => {
  const { value } = elementsNamed(element, assertionNamespace, name).next();
  return (value as XmlElement | undefined) ?? undefined;
};

const timeOf = (text: string | undefined): number | undefined => {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
};

/** The formats AWS shows by one word are the two that an identity provider chooses names for. */
function subjectType(format = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified'): string {
  return /^urn:oasis:names:tc:SAML:2\.0:nameid-format:(persistent|transient)$/.exec(format)?.[1] ?? format;
}

function attributesOf(assertion: XmlElement): ReadonlyMap<string, readonly string[]> {
  const attributes = new Map<string, readonly string[]>();
  for (const attribute of elementsNamed(assertion, assertionNamespace, 'Attribute')) {
    const name = attribute.attributes.get('Name') ?? '';
    const values = [...elementsNamed(attribute, assertionNamespace, 'AttributeValue')].map(({ text }) =>
      text.trim(),
    );
    attributes.set(name, [...(attributes.get(name) ?? []), ...values]);
  }
  return attributes;
}
