// Works off the steps of an installation one by one. The first that fails ends it, with what helps. It must never go on
// after a failure, and never show what a hidden step answered.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { callCli, commandLine, findCli } from './cli.mjs';
import { nextSteps, stepsFor } from './steps.mjs';

/**
 * @typedef {object} Surroundings
 * @property {string} root of the repository
 * @property {import('./cli.mjs').Environment} environment
 * @property {(line: string) => void} say
 */
/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {(args: readonly string[], isLive: boolean) => import('./cli.mjs').CliAnswer} Call */

/** Something that a person has to do before it can go on. */
export class DeployProblem extends Error {}

/**
 * Throws a DeployProblem where a step failed.
 * @param {import('./options.mjs').Options} options
 * @param {Surroundings} surroundings
 */
export function deploy(options, { root, environment, say }) {
  const steps = stepsFor(options, readdirSync(join(root, 'force-app', 'main', 'default')).sort());
  if (options.isDryRun) {
    for (const step of steps) showOnly(step, say);
    return;
  }
  const cli = findCli(root, environment);
  if (cli === null) {
    throw new DeployProblem(
      'There is no Salesforce CLI, neither in tools/cli nor on the path. `npm run tools:cli` installs it.',
    );
  }
  say(`Salesforce CLI ${cli.where}`);
  for (const [index, step] of steps.entries()) {
    say(`\n${index + 1} of ${steps.length}  ${step.what}`);
    runStep(step, (args, isLive) => callCli(cli, args, { root, environment, isLive }), say);
  }
  say('\nDone. Next:');
  for (const [index, words] of nextSteps(options).entries()) say(`${index + 1}. ${words}`);
}

/**
 * @param {Step} step
 * @param {(line: string) => void} say
 */
function showOnly({ what, args, unless }, say) {
  say(`# ${what}`);
  if (unless !== undefined) say(`#   left out where this finds something: ${commandLine(unless.args)}`);
  say(commandLine(args));
}

/**
 * @param {Step} step
 * @param {Call} call
 * @param {(line: string) => void} say
 */
function runStep(step, call, say) {
  if (step.unless !== undefined && findsSomething(step, step.unless, call)) {
    say(`Left out: ${step.unless.why}.`);
    return;
  }
  say(`$ ${commandLine(step.args)}`);
  const { isDone, text } = call(step.args, step.output === 'live');
  if (!isDone && step.doneAlready?.test(text) === true) {
    say('Was done already.');
    return;
  }
  if (step.output === 'shown' && text.trim() !== '') say(text.trimEnd());
  if (!isDone) throw failed(step, step.output === 'hidden' ? messageIn(text) : '');
}

/**
 * @param {Step} step
 * @param {NonNullable<Step['unless']>} question
 * @param {Call} call
 */
function findsSomething(step, { args }, call) {
  const { isDone, text } = call(args, false);
  if (!isDone) throw failed(step, messageIn(text));
  const found = jsonIn(text)?.result?.totalSize;
  if (typeof found !== 'number') throw failed(step, 'The Salesforce CLI did not say how many records it found.');
  return found > 0;
}

/**
 * @param {Step} step
 * @param {string} reason empty where it was shown
 */
function failed({ what, remedy }, reason) {
  return new DeployProblem([`Failed: ${what}.`, reason, remedy].filter((line) => line !== '').join('\n'));
}

/**
 * The error message in an answer of `--json`, and nothing else of it.
 * @param {string} text
 */
function messageIn(text) {
  const message = jsonIn(text)?.message;
  return typeof message === 'string' ? message : '';
}

/**
 * An answer of `--json`; warnings may stand around it.
 * @param {string} text
 * @returns {{ message?: unknown, result?: { totalSize?: unknown } | null } | null}
 */
function jsonIn(text) {
  try {
    return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));
  } catch {
    return null;
  }
}
