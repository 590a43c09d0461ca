// What `npm test` makes of its arguments and of Jest's report: a mistake here could call a red run green.
import { describe, expect, it } from '@jest/globals';
import { countsOf, runsFor, splitArguments } from './test.mjs';

describe('arguments of npm test', () => {
  it('go on to Jest as they are where no project is chosen', () => {
    expect(splitArguments(['some/path', '-t', 'words'])).toEqual({
      projects: null,
      rest: ['some/path', '-t', 'words'],
    });
  });

  it('are kept apart from the projects that Jest would swallow them into', () => {
    expect(splitArguments(['-t', 'words', '--selectProjects', 'emulator', 'e2e', 'some/path', '--verbose'])).toEqual({
      projects: ['emulator', 'e2e'],
      rest: ['-t', 'words', 'some/path', '--verbose'],
    });
  });

  it('are refused where they choose a project that does not exist', () => {
    expect(() => splitArguments(['--selectProjects', 'conector'])).toThrow(
      'connector, emulator, verify, simulate, scripts, e2e',
    );
  });
});

describe('the runs of Jest', () => {
  it('are two: everything in parallel, then the end-to-end tests one by one', () => {
    expect(runsFor(null)).toEqual([
      { projects: ['connector', 'emulator', 'verify', 'simulate', 'scripts'], isSerial: false },
      { projects: ['e2e'], isSerial: true },
    ]);
  });

  it('leave out the one that has no chosen project', () => {
    expect(runsFor(['emulator'])).toEqual([{ projects: ['emulator'], isSerial: false }]);
    expect(runsFor(['e2e'])).toEqual([{ projects: ['e2e'], isSerial: true }]);
  });
});

describe('the counts', () => {
  it('hold a file that could not be loaded as a failure', () => {
    const report = { numPassedTests: 7, numFailedTests: 2, numRuntimeErrorTestSuites: 1 };
    expect(countsOf(report)).toEqual({ passed: 7, failed: 3 });
  });
});
