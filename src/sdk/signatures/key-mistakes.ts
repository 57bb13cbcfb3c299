import { hmac, signingKey, terminator } from './canonical-request.ts';
import type { Attempt, Mistake } from './mistake.ts';
import { basicFormat, timeOf } from './signature-claim.ts';

/** Mistakes in the key: the canonical request is right, and the string to sign as far as it does not say the same. */

const otherSecret: Mistake = (right, { world, claim }) => {
  const attempts: (readonly [string, Attempt])[] = [];
  for (const { accessKeyId, secretAccessKey } of world.knownCredentials()) {
    if (attempts.length >= mostSecrets) break;
    if (accessKeyId === claim.accessKeyId || secretAccessKey === '') continue;
    const hint = `The secret of another key was used: that of ${accessKeyId}, with the id ${claim.accessKeyId}.`;
    attempts.push([hint, { ...right, secret: secretAccessKey }]);
  }
  return attempts;
};

/** A pause of a few milliseconds is what an explanation may cost. */
const mostSecrets = 1000;

const mangledSecret: Mistake = (right) => {
  const { secret } = right;
  const decoded = secret.replaceAll('+', ' ');
  return (
    [
      [`${secret}\n`, 'The secret was used with a line end behind it.'],
      [`${secret}\r\n`, 'The secret was used with a line end behind it.'],
      [`${secret} `, 'The secret was used with a space behind it.'],
      [`"${secret}"`, 'The secret was used with quotation marks around it.'],
      [encodeURIComponent(secret), 'The secret was used in percent encoding.'],
      [secret.toLowerCase(), 'The secret was used in lower case.'],
      [secret.slice(0, -1), 'The last character of the secret is missing.'],
      [decoded, 'A `+` in the secret became a space.'],
      ['', 'An empty secret was used.'],
    ] as const
  )
    .filter(([wrong]) => wrong !== secret)
    .map(([wrong, hint]) => [hint, { ...right, secret: wrong }] as const);
};

/** The scope as it stands in the string to sign, and a key made for another one, or both for another one. */
const otherScope: Mistake = (right) => {
  const { parts, secret } = right;
  const { scope } = parts;
  const days = [-1, 1].map((days_) => basicFormat(timeOf(parts.date) + days_ * 86_400_000).slice(0, 8));
  const wrong = [
    ...regions.map((region) => ({ ...scope, region })),
    ...services.map((service) => ({ ...scope, service })),
    ...days.map((date) => ({ ...scope, date })),
  ].filter(
    ({ date, region, service }) =>
      date !== scope.date || region !== scope.region || service !== scope.service,
  );
  return wrong.flatMap((other) => {
    const name =
      (['region', 'service', 'date'] as const).find((part) => other[part] !== scope[part]) ?? 'region';
    const said = `${name} \`${other[name]}\`, and the credential says \`${scope[name]}\`.`;
    return [
      [`The signing key was derived for the ${said}`, { ...right, key: signingKey(secret, other) }],
      [`The request was signed for the ${said}`, { ...right, parts: { ...parts, scope: other } }],
    ] as const;
  });
};

const chain = (start: string, parts: readonly string[], hex = false): string | Uint8Array => {
  let key: string | Uint8Array = start;
  for (const part of parts) {
    const next = hmac(key, part);
    key = hex ? Buffer.from(next).toString('hex') : next;
  }
  return key;
};

const wrongDerivation: Mistake = (right) => {
  const { date, region, service } = right.parts.scope;
  const { secret } = right;
  const parts = [date, region, service, terminator];
  return (
    [
      [
        chain(secret, parts),
        'The signing key was derived from the secret alone: it is to begin with `AWS4`.',
      ],
      [
        chain(`AWS4${secret}`, parts, true),
        'The steps of the signing key were put into hexadecimal digits: each takes the bytes of the one before.',
      ],
      [
        chain(`AWS4${secret}`, parts.slice(0, 3)),
        `The last step of the signing key, \`${terminator}\`, is missing.`,
      ],
      [`AWS4${secret}`, 'The secret was used as it is: the signing key is derived from it in four steps.'],
      [secret, 'The secret was used as it is: the signing key is derived from it in four steps.'],
      [
        chain(`AWS4${secret}`, [right.parts.date, region, service, terminator]),
        'The signing key was derived from the full date: it takes the day alone.',
      ],
    ] as const
  ).map(([key, hint]) => [hint, { ...right, key }] as const);
};

export const keyMistakes: readonly Mistake[] = [otherScope, otherSecret, mangledSecret, wrongDerivation];

const regions = [
  'us-east-1 us-east-2 us-west-1 us-west-2 af-south-1 ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3',
  'ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ca-central-1 ca-west-1',
  'eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1',
  'me-central-1 me-south-1 mx-central-1 sa-east-1 cn-north-1 cn-northwest-1 us-gov-east-1 us-gov-west-1',
  'aws-global global',
].flatMap((names) => names.split(' '));

const services = [
  'iam sts s3 s3express execute-api lambda dynamodb kms sqs sns ec2 es aoss bedrock secretsmanager ssm logs',
  'monitoring events kinesis firehose rds rds-db rds-data ecr ecs eks states cognito-idp cognito-identity appsync',
  'iotdata iotdevicegateway ses route53 cloudfront elasticache redshift elasticmapreduce sagemaker vpc-lattice-svcs',
].flatMap((names) => names.split(' '));
