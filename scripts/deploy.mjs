// `npm run deploy -- …`: brings Exchange Sync into a Salesforce org and says what comes next. Needs Node and the
// Salesforce CLI (`npm run tools:cli`), none of our packages. For admins it is told in docs/admin-guide.md.
import { argv, env, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { optionsFrom, UsageProblem } from './deploy/options.mjs';
import { deploy, DeployProblem } from './deploy/run.mjs';

try {
  const root = fileURLToPath(new URL('..', import.meta.url));
  deploy(optionsFrom(argv.slice(2)), { root, environment: env, say: (line) => console.log(line) });
} catch (error) {
  if (!(error instanceof UsageProblem) && !(error instanceof DeployProblem)) throw error;
  console.error(error.message);
  exit(1);
}
