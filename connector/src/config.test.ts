import { beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { selfSignedCertificate } from '../test/support/certificate.js';
import { describeProblems, readConfig, type Config } from './config.js';
import { limits } from './core/limits.js';

type Environment = Record<string, string | undefined>;

const now = new Date('2026-11-22T12:00:00Z');
const day = 86_400_000;
let key: string;
let otherKey: string;
let shortKey: string;
let curveKey: string;
let certificate: string;

function pem(bits: number): string {
  return generateKeyPairSync('rsa', { modulusLength: bits })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

beforeAll(() => {
  [key, otherKey, shortKey] = [pem(2048), pem(2048), pem(1024)];
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  curveKey = curve.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  certificate = selfSignedCertificate(key, 'Exchange Sync', now);
});

function complete(changes: Environment = {}): Environment {
  return {
    ...{ PATH: '/usr/bin', HOME: '/home', SALESFORCE_LOGIN_URL: 'https://login.salesforce.com' },
    ...{
      SALESFORCE_CLIENT_ID: '3MVG9abc',
      SALESFORCE_PRIVATE_KEY: key,
      SALESFORCE_INTEGRATION_USER: 'sync@example.com',
    },
    MICROSOFT_TENANT_ID: '11111111-2222-4333-8444-555555555555',
    MICROSOFT_CLIENT_ID: '99999999-8888-4777-8666-555555555555',
    ...{ MICROSOFT_CERTIFICATE: certificate, MICROSOFT_PRIVATE_KEY: key },
    HASH_KEY: 'c2l4dGVlbiBieXRlcyBhbmQgc2l4dGVlbiBtb3JlIG9uZXM=',
    ...changes,
  };
}

function configOf(environment: Environment): Config {
  const outcome = readConfig(environment, now);
  if (!outcome.ok) throw new Error(describeProblems(outcome.problems));
  return outcome.config;
}

/** The problems as `VARIABLE problem`. */
function problemsOf(environment: Environment, at = now): string[] {
  const outcome = readConfig(environment, at);
  return outcome.ok ? [] : outcome.problems.map(({ variable, problem }) => `${variable} ${problem}`);
}

describe('a complete environment', () => {
  it('gives a frozen configuration with defaults, passive at first', () => {
    const config = configOf(complete());
    expect(config).toMatchObject({
      ...{ databaseUrl: null, dataFolder: '.data', port: 3000, metricsToken: null, proxyUrl: null },
      ...{ writesAreOn: false, logLevel: 'info' },
      microsoft: { tokenUrl: null, graphUrl: 'https://graph.microsoft.com', credential: { kind: 'certificate' } },
      tuning: {
        ...{ pollEveryMs: limits.salesforcePollEveryMs, sweepEveryMs: limits.sweepEveryMs },
        ...{ inDoubtWaitMs: limits.inDoubtWaitMs, betweenRunsMs: limits.betweenRunsOfMailboxMs },
      },
    });
    for (const part of [config, config.salesforce, config.microsoft, config.microsoft.credential, config.tuning]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('is taken over variable by variable', () => {
    const config = configOf(
      complete({
        ...{ MICROSOFT_CERTIFICATE: undefined, MICROSOFT_PRIVATE_KEY: '', MICROSOFT_CLIENT_SECRET: ' s3cret~value ' },
        ...{ GRAPH_URL: 'http://127.0.0.1:4000/', MICROSOFT_TOKEN_URL: 'http://127.0.0.1:4000/t/oauth2/v2.0/token' },
        ...{
          DATABASE_URL: 'postgres://localhost/sync',
          PORT: '0',
          WRITES: 'on',
        },
        ...{
          METRICS_TOKEN: '0123456789abcdef',
          OUTBOUND_PROXY_URL: 'http://user:pass@proxy.example:9293',
          LOG_LEVEL: 'warn',
        },
        ...{
          POLL_EVERY_MS: '200',
          SWEEP_EVERY_MS: '1000',
          IN_DOUBT_WAIT_MS: '50',
          BETWEEN_RUNS_MS: '0',
          DATA_FOLDER: 'x',
        },
      }),
    );
    expect(config).toMatchObject({
      microsoft: {
        credential: { kind: 'secret', secret: 's3cret~value' },
        ...{ graphUrl: 'http://127.0.0.1:4000', tokenUrl: 'http://127.0.0.1:4000/t/oauth2/v2.0/token' },
      },
      ...{
        databaseUrl: 'postgres://localhost/sync',
        port: 0,
        writesAreOn: true,
      },
      ...{ metricsToken: '0123456789abcdef', proxyUrl: 'http://user:pass@proxy.example:9293', logLevel: 'warn' },
      tuning: { pollEveryMs: 200, sweepEveryMs: 1000, inDoubtWaitMs: 50, betweenRunsMs: 0 },
      dataFolder: 'x',
    });
  });

  it('shows no secret when it is printed or turned into JSON', () => {
    const changes = {
      DATABASE_URL: 'postgres://u:canary-1@localhost/x',
      OUTBOUND_PROXY_URL: 'http://u:canary-2@proxy.example',
    };
    const config = configOf(complete({ ...changes, METRICS_TOKEN: 'canary-3-canary-3' }));
    for (const text of [
      JSON.stringify(config),
      inspect(config, { depth: 9 }),
      inspect(config.microsoft, { depth: 9 }),
    ]) {
      expect(text).not.toMatch(/canary|PRIVATE KEY|c2l4dGVlbiBieXRlcyBh/);
      expect(text).toContain('[secret]');
    }
    expect(config.salesforce.privateKey).toContain('PRIVATE KEY');
  });
});

describe('keys', () => {
  const forms: [string, (pemText: string) => string][] = [
    ['PEM', (text) => text],
    ['PEM with \\n for line ends', (text) => text.replaceAll('\n', '\\n')],
    ['PEM with \\r\\n for line ends', (text) => text.replaceAll('\n', '\\r\\n')],
    ['PEM on one line', (text) => text.replaceAll('\n', ' ')],
    ['base64 of a PEM', (text) => Buffer.from(text).toString('base64')],
    [
      'base64 of a PEM over many lines',
      (text) =>
        (
          Buffer.from(text)
            .toString('base64')
            .match(/.{1,76}/g) ?? []
        ).join('\n'),
    ],
  ];
  it.each(forms)('are understood as %s', (_, form) => {
    const config = configOf(
      complete({
        MICROSOFT_CERTIFICATE: form(certificate),
        MICROSOFT_PRIVATE_KEY: form(key),
        SALESFORCE_PRIVATE_KEY: form(key),
      }),
    );
    expect(config.salesforce.privateKey).toBe(key);
    expect(config.microsoft.credential).toMatchObject({ kind: 'certificate', privateKey: key });
  });

  it('in the older PKCS #1 form become PKCS #8', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const old = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    const config = configOf(complete({ SALESFORCE_PRIVATE_KEY: old }));
    expect(config.salesforce.privateKey).toBe(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  });

  it.each<[string, () => string, string]>([
    ['words', () => 'canary', 'is not a private key in PEM form'],
    ['a certificate', () => certificate, 'is not a private key'],
    ['too short a key', () => shortKey, 'has fewer than 2048 bits'],
    ['a key of another kind', () => curveKey, 'is not an RSA key'],
    ['a cut key', () => key.replace(/\n.{64}\n/, '\n'), 'cannot be read as a private key'],
    [
      'a key with a pass phrase',
      () => key.replaceAll('PRIVATE KEY', 'ENCRYPTED PRIVATE KEY'),
      'is protected by a pass phrase',
    ],
  ])('are refused when they are %s', (_, value, problem) => {
    expect(problemsOf(complete({ SALESFORCE_PRIVATE_KEY: value() }))).toEqual([`SALESFORCE_PRIVATE_KEY ${problem}`]);
  });

  it('must belong to their certificate', () => {
    expect(problemsOf(complete({ MICROSOFT_PRIVATE_KEY: otherKey }))).toEqual([
      'MICROSOFT_CERTIFICATE does not belong to MICROSOFT_PRIVATE_KEY',
    ]);
  });

  it.each([
    ['has expired', 3651],
    ['is not valid yet', -2],
  ])('with a certificate that %s are refused', (problem, days) => {
    const at = new Date(now.getTime() + days * day);
    expect(problemsOf(complete(), at)).toEqual([`MICROSOFT_CERTIFICATE ${problem}`]);
  });

  it('are not certificates', () => {
    expect(problemsOf(complete({ MICROSOFT_CERTIFICATE: key }))).toEqual([
      'MICROSOFT_CERTIFICATE is a private key, not a certificate',
    ]);
  });
});

describe('the credential of Microsoft', () => {
  it('cannot be two', () => {
    expect(problemsOf(complete({ MICROSOFT_CLIENT_SECRET: 'secret' }))).toEqual([
      'MICROSOFT_CLIENT_SECRET contradicts MICROSOFT_CERTIFICATE and MICROSOFT_PRIVATE_KEY',
    ]);
  });

  it.each([
    [{ MICROSOFT_CERTIFICATE: undefined }, 'MICROSOFT_CERTIFICATE is not set, but MICROSOFT_PRIVATE_KEY is'],
    [{ MICROSOFT_PRIVATE_KEY: ' ' }, 'MICROSOFT_PRIVATE_KEY is not set, but MICROSOFT_CERTIFICATE is'],
    [
      { MICROSOFT_CERTIFICATE: undefined, MICROSOFT_PRIVATE_KEY: undefined },
      'MICROSOFT_CERTIFICATE is not set, nor is MICROSOFT_CLIENT_SECRET',
    ],
  ])('cannot be half or none: %j', (changes, problem) => {
    expect(problemsOf(complete(changes))).toEqual([problem]);
  });
});

describe('the end of a key', () => {
  it('is told by certificates, and by the day that is set for a secret', () => {
    const inAYear = new Date(now.getTime() + 365 * day).toISOString().slice(0, 10);
    expect(configOf(complete()).keyEnds.salesforce).toBeNull();
    expect(configOf(complete({ SALESFORCE_CERTIFICATE: certificate })).keyEnds).toEqual({
      microsoft: expect.stringMatching(/^2\d{3}-\d\d-\d\d$/),
      salesforce: configOf(complete()).keyEnds.microsoft,
    });
    const secret = { MICROSOFT_CERTIFICATE: '', MICROSOFT_PRIVATE_KEY: '', MICROSOFT_CLIENT_SECRET: 's3cret' };
    expect(configOf(complete(secret)).keyEnds.microsoft).toBeNull();
    expect(configOf(complete({ ...secret, MICROSOFT_SECRET_ENDS: inAYear })).keyEnds.microsoft).toBe(inAYear);
  });

  it.each([
    [{ MICROSOFT_SECRET_ENDS: '2027-01-31' }, 'MICROSOFT_SECRET_ENDS is set, but MICROSOFT_CLIENT_SECRET is not'],
    [
      {
        MICROSOFT_CERTIFICATE: '',
        MICROSOFT_PRIVATE_KEY: '',
        MICROSOFT_CLIENT_SECRET: 's',
        MICROSOFT_SECRET_ENDS: '31.1.2027',
      },
      'MICROSOFT_SECRET_ENDS is not a day of the form 2026-12-31',
    ],
    [
      {
        MICROSOFT_CERTIFICATE: '',
        MICROSOFT_PRIVATE_KEY: '',
        MICROSOFT_CLIENT_SECRET: 's',
        MICROSOFT_SECRET_ENDS: '2027-02-30',
      },
      'MICROSOFT_SECRET_ENDS is not a day of the form 2026-12-31',
    ],
  ])('that cannot be right is refused: %j', (changes, problem) => {
    expect(problemsOf(complete(changes))).toEqual([problem]);
  });

  it('comes from the certificate of the key in use', () => {
    const changes = { SALESFORCE_CERTIFICATE: certificate, SALESFORCE_PRIVATE_KEY: otherKey };
    expect(problemsOf(complete(changes))).toEqual(['SALESFORCE_CERTIFICATE does not belong to SALESFORCE_PRIVATE_KEY']);
  });
});

describe('an empty environment', () => {
  it('is answered with everything that is missing at once, each with what to set', () => {
    const outcome = readConfig({}, now);
    const problems = outcome.ok ? [] : outcome.problems;
    expect(problems.map(({ variable }) => variable)).toEqual([
      ...['SALESFORCE_LOGIN_URL', 'SALESFORCE_CLIENT_ID', 'SALESFORCE_PRIVATE_KEY', 'SALESFORCE_INTEGRATION_USER'],
      ...['MICROSOFT_TENANT_ID', 'MICROSOFT_CLIENT_ID', 'HASH_KEY', 'MICROSOFT_CERTIFICATE'],
    ]);
    expect(problems.every(({ remedy }) => remedy.length > 20)).toBe(true);
    expect(describeProblems(problems)).toContain('randomBytes(32)');
  });
});

describe('single values', () => {
  it.each<[string, string, string]>([
    ['SALESFORCE_LOGIN_URL', 'login.salesforce.com', 'is not a web address'],
    ['SALESFORCE_LOGIN_URL', 'http://login.salesforce.com', 'is an http address of another machine'],
    ['SALESFORCE_LOGIN_URL', 'https://x.my.salesforce.com/setup', 'has a path behind the host'],
    ['SALESFORCE_LOGIN_URL', 'https://canary:canary@login.salesforce.com', 'has more than host and path'],
    ['SALESFORCE_CLIENT_ID', 'can ary', 'has blanks in it'],
    ['SALESFORCE_INTEGRATION_USER', 'canary', 'is not a username (it looks like an e-mail address)'],
    ['MICROSOFT_TENANT_ID', 'canary.onmicrosoft.com', 'is not an id of the form 00000000-0000-…'],
    ['GRAPH_URL', 'http://graph.microsoft.com', 'is an http address of another machine'],
    ['GRAPH_URL', 'ftp://127.0.0.1', 'is not a web address'],
    ['DATABASE_URL', 'mysql://canary', 'is not a postgres:// address'],
    ['EMBEDDED_DATABASE', 'true', 'can only be yes'],
    ['PORT', '70000', 'is not a whole number from 0 to 65535'],
    ['PORT', '3000.5', 'is not a whole number from 0 to 65535'],
    ['GRAPH_URL', 'https://x.example/?canary', 'has more than host and path'],
    ['METRICS_TOKEN', 'canary', 'is shorter than 16 characters or has blanks'],
    ['WRITES', 'yes', 'is neither on nor off'],
    ['OUTBOUND_PROXY_URL', 'socks5://canary', 'is not the http address of a proxy'],
    ['LOG_LEVEL', 'loud', 'is not a log level'],
    ['POLL_EVERY_MS', '10', 'is not a whole number from 50 to 300000'],
    ['SWEEP_EVERY_MS', '-1', 'is not a whole number from 100 to 86400000'],
    ['BETWEEN_RUNS_MS', '1e3', 'is not a whole number from 0 to 3600000'],
    ['HASH_KEY', 'canary', 'holds fewer than 32 bytes'],
    ['HASH_KEY', 'ab'.repeat(31), 'holds fewer than 32 bytes'],
    ['HASH_KEY', '00'.repeat(32), 'is too easy to guess'],
    ['HASH_KEY', 'password'.repeat(5), 'is too easy to guess'],
  ])('%s=%s %s, and the value is not repeated', (variable, value, problem) => {
    expect(problemsOf(complete({ [variable]: value }))).toEqual([`${variable} ${problem}`]);
    const outcome = readConfig(complete({ [variable]: value }), now);
    expect(outcome.ok ? '' : describeProblems(outcome.problems)).not.toMatch(/canary/i);
  });

  it.each([
    ['hex', '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'],
    ['base64', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='],
    ['base64url', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'],
    ['text', 'a sentence that nobody guesses, of more than 32 bytes'],
  ])('HASH_KEY may be %s of 32 bytes or more', (_, value) => {
    expect(configOf(complete({ HASH_KEY: value })).hashKey).toBe(value);
  });
});

describe('misspelt variables', () => {
  it.each([
    ['MICROSOFT_CLIENTID', 'MICROSOFT_CLIENT_ID'],
    ['SALESFORCE_PRIVATE_KEY_PEM', 'SALESFORCE_PRIVATE_KEY'],
    ['SALESFORCE_CONSUMER_KEY', null],
    ['GRAPH_URI', 'GRAPH_URL'],
    ['HASHKEY', 'HASH_KEY'],
    ['writes', 'WRITES'],
  ])('%s is named, with the one that is meant: %s', (variable, meant) => {
    const outcome = readConfig(complete({ [variable]: 'canary' }), now);
    expect(outcome.ok ? [] : outcome.problems).toEqual([
      {
        ...{ variable, problem: 'is not a variable of the connector' },
        remedy: meant === null ? 'Take it away.' : `Name it ${meant}, or take it away.`,
      },
    ]);
  });

  it('of others are none of our business', () => {
    expect(
      problemsOf(complete({ DATABASE_CONNECTION_POOL_URL: 'x', NODE_OPTIONS: 'y', npm_config_cache: 'z' })),
    ).toEqual([]);
  });
});

describe('the embedded database', () => {
  it.each([{ DYNO: 'web.1' }, { NODE_ENV: 'production' }])('is refused with %j', (changes) => {
    expect(problemsOf(complete(changes))).toEqual([
      'DATABASE_URL is not set, and the embedded database would be lost with this machine',
    ]);
    expect(problemsOf(complete({ ...changes, EMBEDDED_DATABASE: 'yes' }))).toEqual([]);
    expect(problemsOf(complete({ ...changes, DATABASE_URL: 'postgresql://localhost/x' }))).toEqual([]);
  });
});

describe('the cloud', () => {
  const emulator = 'http://127.0.0.1:4000';
  it.each([
    [{ GRAPH_URL: emulator }, 'MICROSOFT_TOKEN_URL is not set, but GRAPH_URL is not an address of Microsoft'],
    [
      { GRAPH_URL: 'https://graph.example.com' },
      'MICROSOFT_TOKEN_URL is not set, but GRAPH_URL is not an address of Microsoft',
    ],
    [{ MICROSOFT_TOKEN_URL: `${emulator}/t` }, 'MICROSOFT_TOKEN_URL and GRAPH_URL are not of the same cloud'],
    [
      { GRAPH_URL: emulator, MICROSOFT_TOKEN_URL: 'https://login.microsoftonline.com/t/oauth2/v2.0/token' },
      'MICROSOFT_TOKEN_URL and GRAPH_URL are not of the same cloud',
    ],
  ])('is one for tokens and for Graph: %j', (changes, problem) => {
    expect(problemsOf(complete(changes))).toEqual([problem]);
  });

  it('may be a national one', () => {
    expect(configOf(complete({ GRAPH_URL: 'https://graph.microsoft.us' })).microsoft.graphUrl).toBe(
      'https://graph.microsoft.us',
    );
  });

  it('that is real gets no hasty second writes', () => {
    expect(problemsOf(complete({ IN_DOUBT_WAIT_MS: '100' }))).toEqual([
      'IN_DOUBT_WAIT_MS is less than 60000, which is only safe with the emulator',
    ]);
    expect(problemsOf(complete({ IN_DOUBT_WAIT_MS: '60000' }))).toEqual([]);
  });
});
