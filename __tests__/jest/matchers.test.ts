import { matchers, useIam } from '../../src/jest.ts';

const photos = 'arn:aws:s3:::photos/cat.jpg';
const read = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' }],
};
const aws = useIam({ seed: { users: { alice: { inlinePolicies: { read } } } } });

test('toAllow and toDeny ask the account', () => {
  expect(aws).toAllow({ principal: 'alice', action: 's3:GetObject', resource: photos });
  expect(aws).toDeny({ principal: 'alice', action: 's3:PutObject', resource: photos });
  expect(aws).not.toAllow({
    principal: 'alice',
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::papers/tax.pdf',
  });
  expect(aws).not.toDeny({ principal: 'root', action: 's3:PutObject', resource: photos });
});

test('a failure names who, what, on what, and explains', () => {
  const expectation = () =>
    expect(aws).toAllow({ principal: 'alice', action: 's3:PutObject', resource: photos });
  expect(expectation).toThrow(`alice, s3:PutObject on ${photos}: implicitDeny`);
  expect(expectation).toThrow(/identity-based/);
  expect(() => expect(aws).toDeny({ principal: 'alice', action: 's3:GetObject', resource: photos })).toThrow(
    `alice, s3:GetObject on ${photos}: allowed`,
  );
});

test('anything but a mock, and a principal that does not exist, are mistakes of use', () => {
  expect(() => matchers.toAllow({}, { principal: 'alice', action: 's3:GetObject' })).toThrow(/takes a mock/);
  expect(() => matchers.toDeny(null, { principal: 'alice', action: 's3:GetObject' })).toThrow(/takes a mock/);
  expect(() => expect(aws).toDeny({ principal: { svc: 'x' }, action: 's3:GetObject' } as never)).toThrow(
    /got \{"svc":"x"\} for principal/,
  );
  expect(() => expect(aws).not.toAllow(undefined as never)).toThrow(/authorize\(\) got undefined/);
  expect(() => expect(aws).toAllow({ principal: 'ghost', action: 's3:GetObject' })).toThrow(
    /no principal 'ghost'/,
  );
});

test('the expect of the runner’s module gets them too', () => {
  const extend = jest.fn();
  const hooks = { beforeAll, beforeEach, afterEach, afterAll, expect: { extend } };
  const ignore = () => undefined;
  useIam(
    {},
    {
      ...hooks,
      beforeAll: ignore,
      beforeEach: ignore,
      afterEach: ignore,
      afterAll: ignore,
    },
  ).restore();
  expect(extend).toHaveBeenCalledWith(matchers);
});
