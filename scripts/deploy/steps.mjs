// Which commands bring Exchange Sync into an org, in which order, and what helps where one fails. Values only: nothing
// here runs anything. The steps must be safe to repeat in an org that has all of it already.

/**
 * @typedef {object} Step
 * @property {string} what in words, as a heading
 * @property {readonly string[]} args of the Salesforce CLI
 * @property {string} remedy what a person does where the command fails
 * @property {'live' | 'shown' | 'hidden'} output live: as it comes, where it takes minutes; shown: at the end, once it
 *   was read; hidden: never, since it may hold an access token
 * @property {RegExp} [doneAlready] a failure that says this means that there was nothing left to do
 * @property {{ args: readonly string[], why: string }} [unless] a query; where it finds something, the step is left out
 */

const SOURCE = 'force-app/main/default';

/**
 * @param {import('./options.mjs').Options} options
 * @param {readonly string[]} folders names of what is in force-app/main/default
 * @returns {Step[]}
 */
export function stepsFor(options, folders) {
  const { org, people, integrationUser } = options;
  return [
    options.isScratch ? makeScratchOrg(options) : lookForOrg(org),
    deploySources(options, folders),
    assign(org, 'Exchange_Sync_Admin', 'Exchange Sync: Admin', null),
    ...people.map((person) => assign(org, 'Exchange_Sync_Person', 'Exchange Sync: Person', person)),
    ...(integrationUser === null
      ? []
      : [assign(org, 'Exchange_Sync_Connector', 'Exchange Sync: Connector', integrationUser)]),
    ...(options.hasSample ? [importSample(org)] : []),
  ];
}

/**
 * @param {import('./options.mjs').Options} options
 * @returns {Step}
 */
function makeScratchOrg({ org, devHub, days }) {
  const definition = ['--definition-file', 'config/project-scratch-def.json'];
  const hub = devHub === null ? [] : ['--target-dev-hub', devHub];
  const life = ['--alias', org, '--duration-days', String(days), '--wait', '15'];
  return {
    what: `Make the scratch org ${org} for ${days} ${days === 1 ? 'day' : 'days'}`,
    args: ['org', 'create', 'scratch', ...definition, ...life, ...hub],
    remedy:
      'A scratch org is made by a Dev Hub: turn on Dev Hub in Setup of a production or Developer Edition org, sign ' +
      'in with `sf org login web --set-default-dev-hub`, and look whether it has scratch orgs left.',
    output: 'live',
  };
}

/**
 * @param {string} org
 * @returns {Step}
 */
function lookForOrg(org) {
  return {
    what: `Look whether the Salesforce CLI is signed in to ${org}`,
    args: ['org', 'display', '--target-org', org, '--json'],
    remedy:
      `Sign in with \`sf org login web --alias ${org}\`, for a sandbox with ` +
      '`--instance-url https://test.salesforce.com` behind it. `sf org list` shows the names it knows.',
    output: 'hidden',
  };
}

/**
 * @param {import('./options.mjs').Options} options
 * @param {readonly string[]} folders
 * @returns {Step}
 */
function deploySources({ org, hasDashboard }, folders) {
  const chosen = hasDashboard ? ['force-app'] : folders.filter((one) => one !== 'dashboards').map(inSource);
  const sources = chosen.flatMap((folder) => ['--source-dir', folder]);
  return {
    what: 'Deploy objects, pages, classes, permission sets and reports',
    args: ['project', 'deploy', 'start', ...sources, '--target-org', org, '--wait', '60'],
    remedy:
      'Nothing was changed: a deployment is taken as a whole or not at all. Mend what is named above and start ' +
      'again. Where it is the dashboard, add --no-dashboard; docs/admin-guide.md says why.',
    output: 'live',
  };
}

/** @param {string} folder */
function inSource(folder) {
  return `${SOURCE}/${folder}`;
}

/**
 * @param {string} org
 * @param {string} name
 * @param {string} label
 * @param {string | null} person null: whoever is signed in
 * @returns {Step}
 */
function assign(org, name, label, person) {
  const whom = person === null ? [] : ['--on-behalf-of', person];
  return {
    what: `Give ${label} to ${person ?? 'yourself'}`,
    args: ['org', 'assign', 'permset', '--name', name, ...whom, '--target-org', org],
    remedy:
      'Objects and pages are in the org. Assign it by hand: Setup, Permission Sets, ' + `${label}, Manage Assignments.`,
    output: 'shown',
    doneAlready: /duplicate permissionsetassignment/i,
  };
}

/**
 * An org that has a configuration needs no example, and a second run must not make a second one.
 * @param {string} org
 * @returns {Step}
 */
function importSample(org) {
  return {
    what: 'Write an example of a configuration, not active and assigned to nobody',
    args: ['data', 'import', 'tree', '--files', 'config/sample-configuration.json', '--target-org', org],
    remedy: 'All else is done. Make one by hand: app Exchange Sync, Exchange Configurations, New.',
    output: 'shown',
    unless: {
      args: [
        ...['data', 'query', '--query', 'SELECT Id FROM Exchange_Configuration__c LIMIT 1'],
        ...['--target-org', org, '--json'],
      ],
      why: 'there is a configuration already',
    },
  };
}

/**
 * What a person does next, in order.
 * @param {import('./options.mjs').Options} options
 * @returns {string[]}
 */
export function nextSteps({ org, people, integrationUser }) {
  return [
    `Look at it: \`sf org open --target-org ${org} --path lightning/app/c__Exchange_Sync\`, or App Launcher, ` +
      'Exchange Sync.',
    ...(integrationUser === null ? ['Make the integration user of the connector: docs/set-up-salesforce.md, 2.'] : []),
    'Make key, certificate and External Client App: docs/set-up-salesforce.md, 3 and 4.',
    'Register the app at Microsoft: docs/set-up-microsoft.md.',
    'Start the connector, which writes nothing yet: docs/deploy-heroku.md.',
    ...(people.length === 0 ? ['Give one person Exchange Sync: Person: docs/set-up-salesforce.md, 5.'] : []),
    'Make a configuration, assign it to one person, and only then make it active: docs/admin-guide.md.',
  ];
}
