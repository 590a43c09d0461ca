// `npm run sf -- …`: the Salesforce CLI of tools/cli by hand. It must not replace itself in the middle of its work.
import { spawnSync } from 'node:child_process';
import { argv, env, execPath } from 'node:process';
import { findCli, STAY_AS_YOU_ARE } from './deploy/cli.mjs';
import { ROOT } from './setup.mjs';

const own = findCli(ROOT, {});
if (own === null) {
  console.error('The Salesforce CLI is not installed here yet. Install it with: npm run tools:cli');
  process.exitCode = 1;
} else {
  const args = [...own.first, ...argv.slice(2)];
  const { status, error } = spawnSync(execPath, args, { stdio: 'inherit', env: { ...env, ...STAY_AS_YOU_ARE } });
  if (error) console.error(`The Salesforce CLI could not be started: ${error.message}`);
  process.exitCode = status ?? 1;
}
