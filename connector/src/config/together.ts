// What single variables cannot tell: which of them contradict each other or are missing because of another.
import { limits } from '../core/limits.js';
import { isThisMachine } from '../wire/this-machine.js';
import { belongTogether, pairProblem } from './keys.js';
import type { ConfigProblem } from './problem.js';
import { textOf, variables, type Environment, type Values, type VariableName } from './variables.js';

export const defaultGraphUrl = 'https://graph.microsoft.com';

export function contradictions(environment: Environment, values: Values, now: Date): ConfigProblem[] {
  return [
    ...credentialProblems(environment, values, now),
    ...keyEndProblems(environment, values),
    ...databaseProblems(environment),
    ...cloudProblems(values),
    ...tuningProblems(values),
  ];
}

function say(variable: VariableName, problem: string, remedy: string = variables[variable].remedy): ConfigProblem {
  return { variable, problem, remedy };
}

function credentialProblems(environment: Environment, values: Values, now: Date): ConfigProblem[] {
  const isSet = (name: VariableName): boolean => textOf(environment, name) !== undefined;
  const hasSecret = isSet('MICROSOFT_CLIENT_SECRET');
  const [hasCertificate, hasKey] = [isSet('MICROSOFT_CERTIFICATE'), isSet('MICROSOFT_PRIVATE_KEY')];
  if (hasSecret && (hasCertificate || hasKey)) {
    const others = 'MICROSOFT_CERTIFICATE and MICROSOFT_PRIVATE_KEY';
    return [
      say('MICROSOFT_CLIENT_SECRET', `contradicts ${others}`, `Keep either it or ${others}; the certificate is safer.`),
    ];
  }
  if (!hasSecret && !hasCertificate && !hasKey) {
    return [say('MICROSOFT_CERTIFICATE', 'is not set, nor is MICROSOFT_CLIENT_SECRET')];
  }
  if (hasCertificate && !hasKey) return [say('MICROSOFT_PRIVATE_KEY', 'is not set, but MICROSOFT_CERTIFICATE is')];
  if (hasKey && !hasCertificate) return [say('MICROSOFT_CERTIFICATE', 'is not set, but MICROSOFT_PRIVATE_KEY is')];
  const { MICROSOFT_CERTIFICATE: certificate, MICROSOFT_PRIVATE_KEY: key } = values;
  const problem = certificate === undefined || key === undefined ? null : pairProblem(certificate, key, now);
  return problem === null ? [] : [say('MICROSOFT_CERTIFICATE', problem)];
}

/** What is set only to tell when a key ends has to be about the key in use. */
function keyEndProblems(environment: Environment, values: Values): ConfigProblem[] {
  const { SALESFORCE_CERTIFICATE: certificate, SALESFORCE_PRIVATE_KEY: key } = values;
  const problems: ConfigProblem[] = [];
  if (certificate !== undefined && key !== undefined && !belongTogether(certificate, key)) {
    problems.push(say('SALESFORCE_CERTIFICATE', 'does not belong to SALESFORCE_PRIVATE_KEY'));
  }
  const hasSecret = textOf(environment, 'MICROSOFT_CLIENT_SECRET') !== undefined;
  if (textOf(environment, 'MICROSOFT_SECRET_ENDS') !== undefined && !hasSecret) {
    problems.push(
      say('MICROSOFT_SECRET_ENDS', 'is set, but MICROSOFT_CLIENT_SECRET is not', 'Take it away: certificates say it.'),
    );
  }
  return problems;
}

/** The embedded database lives on the disk of one process; a dyno's disk is thrown away every day. */
function databaseProblems(environment: Environment): ConfigProblem[] {
  if (textOf(environment, 'DATABASE_URL') !== undefined || textOf(environment, 'EMBEDDED_DATABASE') === 'yes')
    return [];
  const isHosted = textOf(environment, 'DYNO') !== undefined || textOf(environment, 'NODE_ENV') === 'production';
  if (!isHosted) return [];
  return [
    say(
      'DATABASE_URL',
      'is not set, and the embedded database would be lost with this machine',
      'Attach a PostgreSQL database; or set EMBEDDED_DATABASE=yes where the data folder lasts.',
    ),
  ];
}

/** Tokens of the real cloud go to the real cloud only, and the emulator's to the emulator. */
function cloudProblems({ GRAPH_URL: graphUrl, MICROSOFT_TOKEN_URL: tokenUrl }: Values): ConfigProblem[] {
  const isRealGraph = isMicrosofts(graphUrl ?? defaultGraphUrl);
  if (!isRealGraph && tokenUrl === undefined) {
    return [say('MICROSOFT_TOKEN_URL', 'is not set, but GRAPH_URL is not an address of Microsoft')];
  }
  if (tokenUrl === undefined || isMicrosofts(tokenUrl) === isRealGraph) return [];
  return [
    say(
      'MICROSOFT_TOKEN_URL',
      'and GRAPH_URL are not of the same cloud',
      'Leave both unset, or set both to the emulator.',
    ),
  ];
}

/** Microsoft Learn, "National cloud deployments". */
function isMicrosofts(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return (
    protocol === 'https:' && /(^|\.)(microsoft\.(com|us)|microsoftonline\.(com|us)|chinacloudapi\.cn)$/.test(hostname)
  );
}

/** Exchange shows new items late: looking too early finds nothing, and the contact would be made twice. */
function tuningProblems({ IN_DOUBT_WAIT_MS: waitMs, GRAPH_URL: graphUrl }: Values): ConfigProblem[] {
  const isEmulator = isThisMachine(new URL(graphUrl ?? defaultGraphUrl).hostname);
  if (waitMs === undefined || waitMs >= limits.inDoubtWaitMs || isEmulator) return [];
  return [say('IN_DOUBT_WAIT_MS', `is less than ${limits.inDoubtWaitMs}, which is only safe with the emulator`)];
}
