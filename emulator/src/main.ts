// The command `npm run emulator`: starts the emulator, says where it is and who lives there, and runs until it is
// told to stop.
// Standard output belongs to the result (one line of JSON with --json); everything else goes to standard error.
import { writeFileSync } from 'node:fs';
import { HELP, readCommandLine, UsageProblem } from './command-line.js';
import { startEmulator, type Emulator, type StartOptions } from './start.js';

function describeForMachines(emulator: Emulator): Record<string, unknown> {
  const { url, environment, credentials, people, oddities, exchange, salesforce } = emulator;
  return {
    url,
    endpoints: {
      salesforceLogin: `${url}/services/oauth2/token`,
      salesforceRest: `${url}/services/data/v65.0`,
      microsoftToken: environment['MICROSOFT_TOKEN_URL'],
      graph: `${url}/v1.0`,
      control: `${url}/_emulator/`,
    },
    orgId: salesforce.orgId,
    tenantId: exchange.tenantId,
    credentials,
    environment,
    people,
    oddities,
  };
}

function describeForPeople(emulator: Emulator, envFile: string | null): string {
  const { url, environment, people } = emulator;
  const rows = people.map(({ username, role, direction, configuration }) => {
    const how = direction === null ? role : `${direction} (${configuration ?? ''})`;
    return `    ${username.padEnd(44)} ${how}`;
  });
  const start =
    envFile === null
      ? ['--write-env FILE writes the settings with which the connector uses it.']
      : [`The connector uses it with: node --env-file=${envFile} connector/dist/main.js`];
  return [
    `A local Salesforce and a local Exchange are running at ${url}`,
    '',
    `    Salesforce       ${url}/services/data/v65.0`,
    `    Microsoft Graph  ${url}/v1.0`,
    `    Tokens           ${url}/services/oauth2/token and ${environment['MICROSOFT_TOKEN_URL'] ?? ''}`,
    `    Control          ${url}/_emulator/  (emulator/README.md)`,
    '',
    'People:',
    ...rows,
    '',
    ...start,
    'Ctrl-C ends it.',
  ].join('\n');
}

function writeEnvironment(file: string, environment: Readonly<Record<string, string>>): void {
  const lines = Object.entries(environment).map(([name, value]) => `${name}="${value}"`);
  try {
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  } catch (error) {
    throw new UsageProblem(
      `--write-env: ${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
    );
  }
}

async function startOrExplain(options: StartOptions): Promise<Emulator> {
  try {
    return await startEmulator(options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new UsageProblem(`Port ${options.port} is in use; --port 0 takes a free one.`);
    if (code === 'EACCES') throw new UsageProblem(`Port ${options.port} may not be used; --port 0 takes a free one.`);
    throw error;
  }
}

async function run(): Promise<void> {
  const commandLine = readCommandLine(process.argv.slice(2));
  if (commandLine === null) {
    process.stdout.write(HELP);
    return;
  }
  const { start, isJson, envFile } = commandLine;
  const emulator = await startOrExplain(start);
  const stop = () => void emulator.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (envFile !== null) writeEnvironment(envFile, emulator.environment);
  console.log(isJson ? JSON.stringify(describeForMachines(emulator)) : describeForPeople(emulator, envFile));
}

try {
  await run();
} catch (error) {
  if (!(error instanceof UsageProblem)) throw error;
  console.error(error.message);
  process.exit(1);
}
