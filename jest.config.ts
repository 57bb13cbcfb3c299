/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  maxWorkers: '100%',
  reporters: ['default', '<rootDir>/scripts/closing-line-reporter.cjs'],
  // The SDK warns of its next Node version on every import; a test run of hundreds of files says it once too often.
  setupFiles: ['<rootDir>/__tests__/support/quiet-sdk.ts', '<rootDir>/__tests__/support/socket-guard.ts'],
  // Whoever opens a socket fails.
  setupFilesAfterEnv: ['<rootDir>/__tests__/support/no-sockets.ts'],
  // Older SDKs, each in a folder of its own; a look at a few files where they are there.
  globalSetup: '<rootDir>/scripts/install-sdk-versions.mjs',
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
      },
    ],
  },
  // Sources import each other with their .ts extension; jest resolves them as they stand.
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
};

export default config;
