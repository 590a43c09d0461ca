// Every environment variable of the connector: its form and what to set. docs/operations.md describes the same list;
// nothing else is read.
import type { z } from 'zod';
import { limits } from '../core/limits.js';
import * as values from './values.js';

export interface Variable<T> {
  readonly form: z.ZodType<T, string>;
  readonly isRequired?: true;
  readonly remedy: string;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const makeKey = `node -e "console.log(require('crypto').randomBytes(32).toString('base64'))"`;

function required<T>(form: z.ZodType<T, string>, remedy: string): Variable<T> & { readonly isRequired: true } {
  return { form, remedy, isRequired: true };
}

function optional<T>(form: z.ZodType<T, string>, remedy: string): Variable<T> {
  return { form, remedy };
}

export const variables = {
  SALESFORCE_LOGIN_URL: required(
    values.webOrigin,
    "Set it to https://login.salesforce.com, https://test.salesforce.com or your org's own My Domain address.",
  ),
  SALESFORCE_CLIENT_ID: required(values.noBlanks, 'Set it to the consumer key of the External Client App.'),
  SALESFORCE_PRIVATE_KEY: required(
    values.privateKey,
    'Set it to the RSA private key (PEM, or base64 of it) whose certificate the External Client App has.',
  ),
  SALESFORCE_CERTIFICATE: optional(
    values.certificate,
    'Set it to the certificate (PEM, or base64 of it) that the External Client App has, or leave it unset.',
  ),
  SALESFORCE_INTEGRATION_USER: required(values.username, 'Set it to the username of the integration user.'),
  MICROSOFT_TENANT_ID: required(values.guid, 'Set it to the Directory (tenant) ID of your Microsoft Entra tenant.'),
  MICROSOFT_CLIENT_ID: required(values.guid, 'Set it to the Application (client) ID of the app registration.'),
  MICROSOFT_CLIENT_SECRET: optional(
    values.noBlanks,
    'Set it to the value (not the ID) of a client secret, or use MICROSOFT_CERTIFICATE and MICROSOFT_PRIVATE_KEY.',
  ),
  MICROSOFT_SECRET_ENDS: optional(
    values.date,
    'Set it to the day on which MICROSOFT_CLIENT_SECRET ends, YYYY-MM-DD, or leave it unset.',
  ),
  MICROSOFT_CERTIFICATE: optional(
    values.certificate,
    'Set it to the certificate (PEM, or base64 of it) that was uploaded to the app registration.',
  ),
  MICROSOFT_PRIVATE_KEY: optional(
    values.privateKey,
    'Set it to the RSA private key (PEM, or base64 of it) of MICROSOFT_CERTIFICATE.',
  ),
  MICROSOFT_TOKEN_URL: optional(
    values.webAddress,
    'Leave it unset, except with the emulator: then it is the token address of the emulator.',
  ),
  GRAPH_URL: optional(
    values.webAddress,
    'Leave it unset, or set it to the Graph address of your national cloud, or to the emulator.',
  ),
  DATABASE_URL: optional(values.databaseUrl, 'Set it to the address of a PostgreSQL database, postgres://…'),
  EMBEDDED_DATABASE: optional(values.yes, 'Set it to yes, or leave it unset.'),
  DATA_FOLDER: optional(values.folder, 'Set it to a folder that outlives the process, or leave it unset for .data.'),
  PORT: optional(values.wholeNumber(0, 65_535), 'Set it to a port, or leave it unset for 3000.'),
  HASH_KEY: required(
    values.hashKey,
    `Make one with ${makeKey} and keep it: links made with another key are without memory.`,
  ),
  METRICS_TOKEN: optional(values.longSecret, 'Set it to 16 or more random characters, or leave it unset.'),
  WRITES: optional(values.onOff, 'Set it to on when everything is set up, or to off.'),
  OUTBOUND_PROXY_URL: optional(
    values.proxyAddress,
    'Set it to the address of the proxy, http://user:password@host:port, or leave it unset.',
  ),
  LOG_LEVEL: optional(values.logLevel, 'Set it to fatal, error, warn, info, debug or silent.'),
  POLL_EVERY_MS: optional(
    values.wholeNumber(50, limits.salesforcePollEveryMaxMs),
    'Set it to the milliseconds between two looks at Salesforce, or leave it unset.',
  ),
  SWEEP_EVERY_MS: optional(
    values.wholeNumber(100, 24 * hourMs),
    'Set it to the milliseconds between two looks at a quiet mailbox, or leave it unset.',
  ),
  IN_DOUBT_WAIT_MS: optional(
    values.wholeNumber(0, hourMs),
    'Set it to the milliseconds before a write without an answer is looked up, or leave it unset.',
  ),
  BETWEEN_RUNS_MS: optional(
    values.wholeNumber(0, hourMs),
    'Set it to the milliseconds between two runs of one mailbox, or leave it unset.',
  ),
  LEASE_MS: optional(
    values.wholeNumber(500, hourMs),
    'Set it to the milliseconds after which the run of a process that died may be taken over, or leave it unset.',
  ),
} as const satisfies Record<string, Variable<unknown>>;

export type VariableName = keyof typeof variables;

/** What each variable is once it has been read; absent where it is not set or not understood. */
export type Values = { readonly [Name in VariableName]?: z.output<(typeof variables)[Name]['form']> };

/** Environment variables as they stand: text or nothing. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The text of a variable; blank counts as not set. */
export function textOf(environment: Environment, name: string): string | undefined {
  const text = environment[name]?.trim();
  return text === '' ? undefined : text;
}

export const variableNames = Object.keys(variables) as readonly VariableName[];
