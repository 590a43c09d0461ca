// One runner for connector, emulator, verify and scripts. swc turns TypeScript into ES modules without looking at types
// (`npm run types` does). End-to-end tests are a project of their own: they start processes, so `npm test` runs them
// one file at a time, after the rest.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const swc = ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } }];

/**
 * What differs from project to project.
 * @typedef {object} Tests
 * @property {string} rootDir
 * @property {string[]} testMatch
 * @property {string[]} [testPathIgnorePatterns] besides installed packages and compiled files
 * @property {string[]} [setupFilesAfterEnv]
 */

/**
 * @param {string} displayName
 * @param {Tests} tests
 */
function project(displayName, tests) {
  return {
    displayName,
    testEnvironment: 'node',
    extensionsToTreatAsEsm: ['.ts'],
    moduleNameMapper: {
      '^(\\.{1,2}/.*)\\.js$': '$1',
      '^#verify/(.*)\\.js$': join(import.meta.dirname, 'verify', '$1'),
    },
    transform: { '^.+\\.ts$': swc },
    ...tests,
    testPathIgnorePatterns: ['/node_modules/', '/dist/', ...(tests.testPathIgnorePatterns ?? [])],
  };
}

export default {
  // Milliseconds a test. Only the root may say so: Jest ignores it in a project.
  testTimeout: 120_000,
  // Jest would use one core of two.
  maxWorkers: Math.min(4, Math.max(2, availableParallelism() - 1)),
  projects: [
    project('connector', {
      rootDir: 'connector',
      testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/e2e/'],
    }),
    project('emulator', {
      rootDir: 'emulator',
      testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
    }),
    project('verify', { rootDir: 'verify', testMatch: ['<rootDir>/**/*.test.ts'] }),
    project('simulate', { rootDir: 'simulate', testMatch: ['<rootDir>/**/*.test.ts'] }),
    project('scripts', { rootDir: 'scripts', testMatch: ['<rootDir>/**/*.test.ts', '<rootDir>/**/*.test.mjs'] }),
    project('e2e', {
      rootDir: 'connector',
      testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
      setupFilesAfterEnv: ['<rootDir>/../scripts/e2e-timeout.mjs'],
    }),
  ],
};
