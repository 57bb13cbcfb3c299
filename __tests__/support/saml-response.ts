/** What a SAML response of a test says; everything has a default that AWS would take. */
export interface ResponseParts {
  issuer?: string;
  /** Milliseconds. */
  issued: number;
  nameId?: string;
  format?: string | undefined;
  recipient?: string | undefined;
  confirmationEnd?: string | undefined;
  conditionsEnd?: string | undefined;
  sessionEnd?: string | undefined;
  /** AWS attributes by their last part; lists have several values. */
  attributes?: Readonly<Record<string, string | readonly string[]>>;
  /** The prefix of the assertion's namespace. */
  prefix?: string;
}

const iso = (time: number): string => new Date(time).toISOString();

const optional = (name: string, value: string | undefined): string =>
  value === undefined ? '' : ` ${name}="${value}"`;

/** The XML of a response, as identity providers of companies post it to AWS. */
export function samlResponse(parts: ResponseParts): string {
  const {
    issuer = 'https://idp.example.com/saml',
    nameId = 'alice@example.com',
    prefix = 'saml:',
    attributes = {},
    issued,
  } = parts;
  const recipient = 'recipient' in parts ? parts.recipient : 'https://signin.aws.amazon.com/saml';
  const format = 'format' in parts ? parts.format : 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent';
  const confirmationEnd = 'confirmationEnd' in parts ? parts.confirmationEnd : iso(issued + 300_000);
  const conditionsEnd = 'conditionsEnd' in parts ? parts.conditionsEnd : iso(issued + 3_600_000);
  const p = prefix;
  const xmlns = `xmlns${p === '' ? '' : `:${p.slice(0, -1)}`}="urn:oasis:names:tc:SAML:2.0:assertion"`;
  const attributeList = Object.entries(attributes).map(
    ([name, values]) => `
      <${p}Attribute Name="https://aws.amazon.com/SAML/Attributes/${name}">${[values]
        .flat()
        .map((value) => `<${p}AttributeValue>${value}</${p}AttributeValue>`)
        .join('')}</${p}Attribute>`,
  );
  return `<?xml version="1.0"?>
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0" IssueInstant="${iso(issued)}" Destination="https://signin.aws.amazon.com/saml">
  <${p}Issuer ${xmlns}>${issuer}</${p}Issuer>
  <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
  <${p}Assertion ${xmlns} ID="_2" Version="2.0" IssueInstant="${iso(issued)}">
    <${p}Issuer>${issuer}</${p}Issuer>
    <${p}Subject>
      <${p}NameID${optional('Format', format)}>${nameId}</${p}NameID>
      <${p}SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
        <${p}SubjectConfirmationData${optional('NotOnOrAfter', confirmationEnd)}${optional('Recipient', recipient)}/>
      </${p}SubjectConfirmation>
    </${p}Subject>
    <${p}Conditions NotBefore="${iso(issued - 60_000)}"${optional('NotOnOrAfter', conditionsEnd)}>
      <${p}AudienceRestriction><${p}Audience>urn:amazon:webservices</${p}Audience></${p}AudienceRestriction>
    </${p}Conditions>
    <${p}AttributeStatement>${attributeList.join('')}
    </${p}AttributeStatement>
    <${p}AuthnStatement AuthnInstant="${iso(issued)}"${optional('SessionNotOnOrAfter', parts.sessionEnd)}/>
  </${p}Assertion>
</samlp:Response>`;
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
