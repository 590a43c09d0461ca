// What the types and the tests say of a copy of the tree: each complaint as one text with everything it names.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { env, execPath } from 'node:process';

/** @typedef {{ fullName: string, status: string, failureMessages: string[] }} TestResult */
/** @typedef {{ testResults: { name: string, message: string, assertionResults: TestResult[] }[] }} Report */

/**
 * @param {string} copy
 * @param {string} noticedBy
 * @returns {readonly string[]}
 */
export function complaintsOf(copy, noticedBy) {
  return noticedBy === 'types' ? complaintsOfTypes(copy) : complaintsOfTest(copy, noticedBy);
}

/**
 * One a mistake in the sources of the connector: place, then what is wrong, over several lines.
 * @param {string} copy
 */
function complaintsOfTypes(copy) {
  const { stdout, error } = run(copy, [
    tool(copy, 'typescript/bin/tsc'),
    '-p',
    'connector',
    '--noEmit',
    '--pretty',
    'false',
  ]);
  if (error) throw error;
  return stdout.split(/\n(?=\S)/).filter((text) => /: error TS\d+: /.test(text));
}

/**
 * One a test that failed: the file, the test's sentence and why. A file that could not be loaded is one.
 * @param {string} copy
 * @param {string} file
 */
function complaintsOfTest(copy, file) {
  const report = join(copy, 'loud.json');
  const own = ['--json', `--outputFile=${report}`, '--selectProjects=connector', '--colors=false'];
  const { stderr } = run(copy, [tool(copy, 'jest/bin/jest.js'), '--runTestsByPath', join(copy, file), ...own]);
  try {
    const { testResults } = /** @type {Report} */ (JSON.parse(readFileSync(report, 'utf8')));
    if (testResults.length === 0) throw new Error(`no such test: ${file}`);
    return testResults.flatMap(({ message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      if (assertionResults.length === 0 && message !== '') return [`${file}: ${message}`];
      return failed.map(({ fullName, failureMessages }) => [`${file}: ${fullName}`, ...failureMessages].join('\n'));
    });
  } catch (error) {
    throw new Error(`Jest left no result of ${file} behind: ${stderr}`, { cause: error });
  } finally {
    rmSync(report, { force: true });
  }
}

/**
 * @param {string} copy
 * @param {readonly string[]} args
 */
function run(copy, args) {
  const NODE_OPTIONS = '--experimental-vm-modules --disable-warning=ExperimentalWarning';
  return spawnSync(execPath, args, { cwd: copy, env: { ...env, NODE_OPTIONS }, encoding: 'utf8', maxBuffer: 1e8 });
}

/**
 * @param {string} copy
 * @param {string} path
 */
function tool(copy, path) {
  return join(copy, 'node_modules', path);
}
