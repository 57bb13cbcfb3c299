import { readFileSync } from 'node:fs';
import type * as qr from 'lean-qr';
import { loadModule, packageFile } from '../../src/engine/lazy-module.ts';

describe('loadModule', () => {
  test('gives what the dependency exports', () => {
    const { generate } = loadModule('lean-qr') as typeof qr;
    expect(generate('text').size).toBe(21);
  });

  test('gives the very same object to everybody', () => {
    expect(loadModule('lean-qr')).toBe(loadModule('lean-qr'));
  });

  test('names a dependency that is not there', () => {
    expect(() => loadModule('@iam-in-memory/nothing')).toThrow(/@iam-in-memory\/nothing/);
  });
});

test('packageFile finds files from the root of the package', () => {
  expect(JSON.parse(readFileSync(packageFile('package.json'), 'utf8'))).toHaveProperty(
    'name',
    'iam-in-memory',
  );
});
