/** Documents that AWS takes, for tests in which they do not matter. */
export const trustPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

export const identityPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
});

/** An RSA key of 2048 bits as ssh-keygen writes it; `mark` tells keys apart. */
export function sshPublicKey(mark: number): string {
  const modulus = Buffer.alloc(257, 0xa5);
  modulus[0] = 0;
  modulus[256] = 2 * mark + 1;
  const blob = [Buffer.from('ssh-rsa'), Buffer.from([1, 0, 1]), modulus].map(field);
  return `ssh-rsa ${Buffer.concat(blob).toString('base64')} test`;
}

function field(content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}
