// What may stand behind `npm run deploy --`. A mistake is answered with the whole usage, before anything runs.
import { parseArgs } from 'node:util';

/**
 * @typedef {object} Options
 * @property {string} org alias or username of the org; the alias it will get where it is a scratch org
 * @property {boolean} isScratch
 * @property {string | null} devHub alias or username; null: the default one of the CLI
 * @property {number} days how long the scratch org lives
 * @property {readonly string[]} people usernames that get Exchange Sync: Person
 * @property {string | null} integrationUser username that gets Exchange Sync: Connector
 * @property {boolean} hasDashboard
 * @property {boolean} hasSample
 * @property {boolean} isDryRun
 */

/** The arguments are none that can be worked with; the message says which, and what there is. */
export class UsageProblem extends Error {}

const USAGE = `npm run deploy -- --org ALIAS            to an org that the Salesforce CLI is signed in to
npm run deploy -- --scratch              to a new scratch org

  --person USERNAME            gives Exchange Sync: Person; as often as there are people
  --integration-user USERNAME  gives Exchange Sync: Connector
  --no-dashboard               leaves the dashboard out
  --no-sample                  makes no example of a configuration
  --alias NAME                 of the scratch org (exchange-sync)
  --days NUMBER                until the scratch org ends, 1 to 30 (7)
  --dev-hub ALIAS              for the scratch org, where it is not the default one
  --dry-run                    shows the commands and runs none`;

/**
 * @param {readonly string[]} args
 * @returns {Options}
 */
export function optionsFrom(args) {
  const values = parsed(args);
  const isScratch = values.scratch === true;
  if (isScratch === (values.org !== undefined)) throw problem('Name either an org (--org) or a new one (--scratch).');
  const scratchOnly = /** @type {const} */ (['alias', 'days', 'dev-hub']);
  const stray = scratchOnly.find((name) => !isScratch && values[name] !== undefined);
  if (stray !== undefined) throw problem(`--${stray} belongs to --scratch.`);
  const days = Number(values.days ?? 7);
  if (!Number.isInteger(days) || days < 1 || days > 30) throw problem('--days is a whole number from 1 to 30.');
  return {
    org: values.org ?? values.alias ?? 'exchange-sync',
    isScratch,
    devHub: values['dev-hub'] ?? null,
    days,
    people: values.person ?? [],
    integrationUser: values['integration-user'] ?? null,
    hasDashboard: values['no-dashboard'] !== true,
    hasSample: values['no-sample'] !== true,
    isDryRun: values['dry-run'] === true,
  };
}

/** @param {readonly string[]} args */
function parsed(args) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        org: { type: 'string' },
        scratch: { type: 'boolean' },
        alias: { type: 'string' },
        days: { type: 'string' },
        'dev-hub': { type: 'string' },
        person: { type: 'string', multiple: true },
        'integration-user': { type: 'string' },
        'no-dashboard': { type: 'boolean' },
        'no-sample': { type: 'boolean' },
        'dry-run': { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw problem(error instanceof Error ? error.message : String(error));
  }
}

/** @param {string} message */
function problem(message) {
  return new UsageProblem(`${message}\n\n${USAGE}`);
}
