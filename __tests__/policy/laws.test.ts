import * as fc from 'fast-check';
import { type AuthorizationRequest, type Decision, evaluate, explain } from '../../src/policy/index.ts';

const home = '123456789012';
const away = '210987654321';
const alice = `arn:aws:iam::${home}:user/alice`;
const role = `arn:aws:iam::${home}:role/team/app`;
const session = `arn:aws:sts::${home}:assumed-role/app/s1`;

interface Statement {
  readonly Effect: string;
  readonly [element: string]: unknown;
}

interface Document {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** A request whose policies are all objects, so that a test can take them apart. */
interface Request extends Omit<AuthorizationRequest, 'identityPolicies' | 'resourcePolicy'> {
  readonly identityPolicies: readonly Document[];
  readonly resourcePolicy: Document | undefined;
  readonly permissionsBoundaries: readonly Document[] | undefined;
  readonly sessionPolicies: readonly Document[] | undefined;
  readonly serviceControlPolicies: readonly (readonly Document[])[] | undefined;
}

// Few values, so that statements and requests often meet.
const actions = fc.constantFrom('s3:GetObject', 's3:PutObject', 'iam:GetUser');
const actionPatterns = fc.constantFrom(
  '*',
  '*',
  's3:*',
  's3:Get*',
  's3:GetObject',
  'S3:PutObject',
  'iam:*',
  'iam:?etUser',
);
const resources = fc.constantFrom('arn:aws:s3:::a/x', 'arn:aws:s3:::b/y', '*');
const resourcePatterns = fc.constantFrom(
  '*',
  '*',
  'arn:aws:s3:::*',
  'arn:aws:s3:::a/*',
  'arn:aws:s3:::b/y',
  'arn:aws:s3:::${aws:username}/*',
);
const conditions = fc.constantFrom<object | undefined>(
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
  undefined,
  { StringEquals: { 'my:key': '1' } },
  { StringNotEquals: { 'my:key': '1' } },
  { 'ForAnyValue:StringLike': { 'my:list': ['a*', 'b'] } },
  { 'ForAllValues:StringEquals': { 'my:list': ['a', 'b'] } },
  { NumericLessThanIfExists: { 'my:key': '2' } },
  { Null: { 'my:key': 'true' } },
  { NoSuchOperator: { 'my:key': '1' } },
);
const principals = fc.constantFrom<unknown>(
  '*',
  { AWS: alice },
  { AWS: role },
  { AWS: session },
  { AWS: home },
  { AWS: away },
  { Service: 'x.amazonaws.com' },
);
const rarely = fc.constantFrom(true, false, false, false);
const effects = fc.constantFrom('Allow', 'Allow', 'Allow', 'Allow', 'Deny');

const statement: fc.Arbitrary<Statement> = fc
  .record({
    effect: effects,
    negateAction: rarely,
    action: fc.oneof(actionPatterns, fc.array(actionPatterns, { minLength: 1, maxLength: 3 })),
    negateResource: rarely,
    resource: fc.oneof(resourcePatterns, fc.array(resourcePatterns, { minLength: 1, maxLength: 2 })),
    condition: conditions,
  })
  .map(({ effect, negateAction, action, negateResource, resource, condition }) => ({
    Effect: effect,
    [negateAction ? 'NotAction' : 'Action']: action,
    [negateResource ? 'NotResource' : 'Resource']: resource,
    ...(condition === undefined ? {} : { Condition: condition }),
  }));

function documentOf(statements: fc.Arbitrary<Statement>): fc.Arbitrary<Document> {
  const list = fc.array(statements, { minLength: 1, maxLength: 3 });
  return list.map((Statement) => ({ Version: '2012-10-17', Statement }));
}

const document = documentOf(statement);
const guard = documentOf(
  fc.tuple(statement, principals, fc.boolean()).map(([one, principal, negated]) => ({
    ...one,
    [negated && one.Effect === 'Deny' ? 'NotPrincipal' : 'Principal']: principal,
  })),
);

const who = fc.constantFrom<Pick<AuthorizationRequest, 'principal' | 'issuerArn'>>(
  { principal: alice },
  { principal: session, issuerArn: role },
  { principal: role },
  { principal: { service: 'x.amazonaws.com' } },
  { principal: 'anonymous' },
);

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 2 }, { arbitrary: value, weight: 1 });

const request: fc.Arbitrary<Request> = fc
  .record({
    who,
    action: actions,
    resource: resources,
    resourceAccount: fc.constantFrom(undefined, home, away),
    context: fc.constantFrom(
      {},
      { 'my:key': '1' },
      { 'MY:Key': '3' },
      { 'my:list': ['a', 'c'] },
      { 'my:key': 'x', 'my:list': 'b' },
    ),
    identityPolicies: fc.array(document, { maxLength: 3 }),
    resourcePolicy: maybe(guard),
    permissionsBoundaries: maybe(fc.array(document, { minLength: 1, maxLength: 1 })),
    sessionPolicies: maybe(fc.array(document, { maxLength: 2 })),
    serviceControlPolicies: maybe(fc.array(fc.array(document, { maxLength: 2 }), { maxLength: 2 })),
  })
  .map(({ who: principal, ...rest }) => ({ ...principal, ...rest }));

const rank = { explicitDeny: 0, implicitDeny: 1, allowed: 2 };

function isAllowed(one: AuthorizationRequest): boolean {
  return evaluate(one).result === 'allowed';
}

/** Every place of a request where a statement can be added to a document, as the request with it. */
function withStatement(one: Request, added: Statement): Request[] {
  const add = (to: Document): Document => ({ ...to, Statement: [...to.Statement, added] });
  const named = { ...added, Principal: '*' };
  const places: Request[] = [
    { ...one, identityPolicies: [...one.identityPolicies, { Version: '2012-10-17', Statement: [added] }] },
  ];
  if (one.resourcePolicy !== undefined) {
    places.push({
      ...one,
      resourcePolicy: { ...one.resourcePolicy, Statement: [...one.resourcePolicy.Statement, named] },
    });
  }
  if (one.permissionsBoundaries !== undefined)
    places.push({ ...one, permissionsBoundaries: one.permissionsBoundaries.map(add) });
  if (one.sessionPolicies !== undefined)
    places.push({ ...one, sessionPolicies: one.sessionPolicies.map(add) });
  if (one.serviceControlPolicies !== undefined) {
    places.push({
      ...one,
      serviceControlPolicies: one.serviceControlPolicies.map((level) => level.map(add)),
    });
  }
  return places;
}

const runs = { numRuns: 500 };

test('the requests are of all kinds', () => {
  const results = fc.sample(request, { numRuns: 1500, seed: 7 }).map((one) => evaluate(one).result);
  for (const result of ['allowed', 'explicitDeny', 'implicitDeny'] as const) {
    expect(results.filter((other) => other === result).length).toBeGreaterThan(100);
  }
});

test('an explicit deny wins over whatever else there is', () => {
  const denial = { Effect: 'Deny', Action: '*', Resource: '*' };
  fc.assert(
    fc.property(request, (one) => {
      const [identity] = withStatement(one, denial);
      if (one.principal === 'anonymous' || typeof one.principal !== 'string') return;
      expect(evaluate(identity ?? one).result).toBe('explicitDeny');
      if (one.resourcePolicy !== undefined)
        expect(
          evaluate({
            ...one,
            resourcePolicy: {
              Version: '2012-10-17',
              Statement: [...one.resourcePolicy.Statement, { ...denial, Principal: '*' }],
            },
          }).result,
        ).toBe('explicitDeny');
    }),
    runs,
  );
});

test('adding a Deny never allows more', () => {
  fc.assert(
    fc.property(request, statement, (one, added) => {
      const before = evaluate(one).result;
      for (const other of withStatement(one, { ...added, Effect: 'Deny' })) {
        expect(rank[evaluate(other).result]).toBeLessThanOrEqual(rank[before]);
      }
    }),
    runs,
  );
});

test('adding an Allow never denies', () => {
  fc.assert(
    fc.property(request, statement, (one, added) => {
      const before = evaluate(one).result;
      for (const other of withStatement(one, { ...added, Effect: 'Allow' })) {
        expect(rank[evaluate(other).result]).toBeGreaterThanOrEqual(rank[before]);
      }
    }),
    runs,
  );
});

test('a boundary, a session policy, a level of an organization never widen', () => {
  fc.assert(
    fc.property(request, document, (one, limit) => {
      const limited = [
        { ...one, permissionsBoundaries: [...(one.permissionsBoundaries ?? []), limit] },
        { ...one, serviceControlPolicies: [...(one.serviceControlPolicies ?? []), [limit]] },
        { ...one, resourceControlPolicies: [[limit]] },
        ...(one.sessionPolicies === undefined ? [{ ...one, sessionPolicies: [limit] }] : []),
      ];
      for (const other of limited) if (isAllowed(other)) expect(isAllowed(one)).toBe(true);
    }),
    runs,
  );
});

function turn(one: Document): Document {
  return { ...one, Statement: one.Statement.toReversed() };
}

test('the order of statements and policies does not matter', () => {
  fc.assert(
    fc.property(request, (one) => {
      const turned: Request = {
        ...one,
        identityPolicies: one.identityPolicies.map(turn).toReversed(),
        resourcePolicy: one.resourcePolicy === undefined ? undefined : turn(one.resourcePolicy),
        permissionsBoundaries: one.permissionsBoundaries?.map(turn),
        sessionPolicies: one.sessionPolicies?.map(turn).toReversed(),
        serviceControlPolicies: one.serviceControlPolicies?.map((level) => level.map(turn).toReversed()),
      };
      const [before, after] = [evaluate(one), evaluate(turned)];
      expect([after.result, after.deniedBy, after.level]).toEqual([
        before.result,
        before.deniedBy,
        before.level,
      ]);
      expect(after.matched).toHaveLength(before.matched.length);
    }),
    runs,
  );
});

test('a text, an object and a parsed document give the same decision', () => {
  fc.assert(
    fc.property(request, (one) => {
      const texts: AuthorizationRequest = {
        ...one,
        identityPolicies: one.identityPolicies.map((policy) => JSON.stringify(policy)),
        resourcePolicy: one.resourcePolicy === undefined ? undefined : JSON.stringify(one.resourcePolicy),
      };
      expect(JSON.parse(JSON.stringify(evaluate(texts)))).toEqual(JSON.parse(JSON.stringify(evaluate(one))));
    }),
    { numRuns: 200 },
  );
});

/** Asks about one statement alone, as an identity policy of alice, with the context of the request. */
function matchesAlone(one: Request, of: Decision['statements'][number]): boolean {
  const { Principal: _principal, NotPrincipal: _notPrincipal, ...rest } = of.statement;
  const alone = { Version: '2012-10-17', Statement: { ...rest, Effect: of.effect } };
  const { principal, action, resource, context, issuerArn } = one;
  const asker = typeof principal === 'string' && principal !== 'anonymous' ? principal : undefined;
  // Variables that follow from the principal have no value for services and the anonymous.
  if (asker === undefined && JSON.stringify(rest).includes('${')) return true;
  const result = evaluate({
    principal: asker ?? alice,
    issuerArn,
    action,
    resource,
    context,
    identityPolicies: [alone],
  }).result;
  return result === (of.effect === 'Allow' ? 'allowed' : 'explicitDeny');
}

test('the statements of an explanation really match, and those of near misses do not', () => {
  fc.assert(
    fc.property(request, (one) => {
      const decision = evaluate(one);
      for (const found of [...decision.statements, ...decision.matched])
        expect(matchesAlone(one, found)).toBe(true);
      for (const miss of decision.nearMisses) {
        expect(miss.effect).toBe('Allow');
        expect(miss.reasons.length).toBeGreaterThan(0);
        const onlyPrincipal = miss.reasons.every(
          ({ element }) => element === 'Principal' || element === 'NotPrincipal',
        );
        if (!onlyPrincipal && !JSON.stringify(miss.statement).includes('${'))
          expect(matchesAlone(one, miss)).toBe(false);
      }
    }),
    runs,
  );
});

test('a decision names the statements that decided', () => {
  fc.assert(
    fc.property(request, (one) => {
      const decision = evaluate(one);
      const deciding = decision.statements.map(({ effect }) => effect);
      if (decision.result === 'explicitDeny') {
        expect(deciding).toEqual(['Deny']);
        expect(decision.statements[0]?.policyType).toBe(decision.deniedBy);
      } else if (decision.result === 'implicitDeny') {
        expect(deciding).toEqual([]);
        expect(decision.missing.map(({ policyType }) => policyType)).toContain(decision.deniedBy);
      } else {
        expect(deciding.length).toBeGreaterThan(0);
        expect(new Set(deciding)).toEqual(new Set(['Allow']));
        expect(decision.missing).toEqual([]);
      }
    }),
    runs,
  );
});

test('adding the suggested statements allows', () => {
  fc.assert(
    fc.property(request, (one) => {
      const decision = evaluate(one);
      if (decision.result !== 'implicitDeny') return;
      const added = (type: string, level?: number): Document[] =>
        decision.missing
          .filter(
            (missing) => missing.policyType === type && (level === undefined || missing.level === level),
          )
          .map((missing) => ({ Version: '2012-10-17', Statement: [{ ...missing.statement }] }));
      const [boundary] = one.permissionsBoundaries ?? [];
      const resource = added('resourcePolicy')[0];
      const repaired: AuthorizationRequest = {
        ...one,
        identityPolicies: [...one.identityPolicies, ...added('identityPolicy')],
        resourcePolicy:
          resource === undefined
            ? one.resourcePolicy
            : {
                Version: '2012-10-17',
                Statement: [...(one.resourcePolicy?.Statement ?? []), ...resource.Statement],
              },
        permissionsBoundaries:
          boundary === undefined
            ? undefined
            : [
                {
                  ...boundary,
                  Statement: [
                    ...boundary.Statement,
                    ...added('permissionsBoundary').flatMap(({ Statement }) => Statement),
                  ],
                },
              ],
        sessionPolicies:
          one.sessionPolicies === undefined ? undefined : [...one.sessionPolicies, ...added('sessionPolicy')],
        serviceControlPolicies: one.serviceControlPolicies?.map((level, index) => [
          ...level,
          ...added('serviceControlPolicy', index),
        ]),
      };
      expect(evaluate(repaired).result).toBe('allowed');
      // One for all, or none.
      const texts = new Set(decision.missing.map((missing) => JSON.stringify(missing.statement)));
      expect(decision.suggestion).toEqual(texts.size === 1 ? decision.missing[0]?.statement : undefined);
    }),
    runs,
  );
});

test('none of the suggested statements is superfluous', () => {
  fc.assert(
    fc.property(request, (one) => {
      const decision = evaluate(one);
      if (decision.result !== 'implicitDeny') return;
      const { outcomes } = decision;
      for (const { policyType, level } of decision.missing) {
        const outcome = outcomes.find((other) => other.policyType === policyType && other.level === level);
        expect(outcome?.result ?? 'implicitDeny').toBe('implicitDeny');
      }
    }),
    runs,
  );
});

test('every decision can be told', () => {
  fc.assert(
    fc.property(request, (one) => {
      const decision = evaluate(one);
      const text = explain(decision);
      expect(text).toContain(`${one.action} on ${one.resource ?? '*'}`);
      for (const { policy } of decision.statements) expect(text).toContain(policy);
    }),
    { numRuns: 200 },
  );
});
