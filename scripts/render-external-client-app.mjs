// `npm run external-client-app -- --certificate FILE --contact EMAIL`: writes the External Client App of the connector,
// ready to deploy, from config/external-client-app and a certificate of this machine. The result holds what belongs to
// one company, so it goes into dist, which git leaves out. It must never read or write a private key.
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** Something that a person has to mend; the message says what. */
export class RenderProblem extends Error {}

const TEMPLATES = join('config', 'external-client-app');
export const RESULT = join('dist', 'external-client-app');
const USAGE =
  'npm run external-client-app -- --certificate salesforce-certificate.pem --contact you@your-company.example';

/** Folder of a template → type of metadata. */
const TYPES = new Map([
  ['externalClientApps', 'ExternalClientApplication'],
  ['extlClntAppGlobalOauthSets', 'ExtlClntAppGlobalOauthSettings'],
  ['extlClntAppOauthPolicies', 'ExtlClntAppOauthConfigurablePolicies'],
  ['extlClntAppOauthSettings', 'ExtlClntAppOauthSettings'],
  ['extlClntAppPolicies', 'ExtlClntAppConfigurablePolicies'],
]);

/**
 * The body of a certificate, as metadata wants it: base64 without lines around it.
 * @param {string} pem
 * @param {Date} now
 * @returns {{ body: string, end: Date }}
 */
export function certificateFrom(pem, now) {
  if (pem.includes('PRIVATE KEY')) {
    throw new RenderProblem('This file holds a private key. It belongs into SALESFORCE_PRIVATE_KEY and nowhere else.');
  }
  const certificate = parsed(pem);
  const end = new Date(certificate.validTo);
  if (end <= now) throw new RenderProblem(`The certificate ended on ${day(end)}. Make a new one.`);
  if (certificate.publicKey.asymmetricKeyType !== 'rsa') {
    throw new RenderProblem(
      'The certificate has no RSA key, and Salesforce takes no other (openssl req -newkey rsa:2048).',
    );
  }
  return { body: certificate.raw.toString('base64'), end };
}

/** @param {string} pem */
function parsed(pem) {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new RenderProblem('This file holds no certificate. It begins with BEGIN CERTIFICATE in a line of its own.');
  }
}

/**
 * Writes the app in metadata format, in place of what was there.
 * @param {string} root of the repository
 * @param {{ certificate: string, contact: string }} values body of the certificate, address of a person
 */
export function render(root, { certificate, contact }) {
  if (!/^[^\s@<>&]+@[^\s@<>&]+\.[^\s@<>&]+$/.test(contact)) {
    throw new RenderProblem(
      `${contact} is no e-mail address. Salesforce writes to it when something is up with the app.`,
    );
  }
  const result = join(root, RESULT);
  rmSync(result, { recursive: true, force: true });
  /** @type {[type: string, name: string][]} */
  const members = [];
  for (const [folder, type] of TYPES) {
    for (const file of readdirSync(join(root, TEMPLATES, folder)).sort()) {
      const template = readFileSync(join(root, TEMPLATES, folder, file), 'utf8');
      const name = file.slice(0, -'-meta.xml'.length);
      write(join(result, folder, name), template.replace('CERTIFICATE', certificate).replace('CONTACT_EMAIL', contact));
      members.push([type, name.slice(0, name.lastIndexOf('.'))]);
    }
  }
  write(join(result, 'package.xml'), manifest(members, apiVersion(root)));
}

/**
 * @param {readonly [type: string, name: string][]} members
 * @param {string} version
 */
function manifest(members, version) {
  const types = members.map(
    ([type, name]) => `    <types>\n        <members>${name}</members>\n        <name>${type}</name>\n    </types>\n`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Package xmlns="http://soap.sforce.com/2006/04/metadata">\n' +
    `${types.join('')}    <version>${version}</version>\n</Package>\n`
  );
}

/** @param {string} root */
function apiVersion(root) {
  /** @type {{ sourceApiVersion: string }} */
  const project = JSON.parse(readFileSync(join(root, 'sfdx-project.json'), 'utf8'));
  return project.sourceApiVersion;
}

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** @param {Date} date */
function day(date) {
  return date.toISOString().slice(0, 10);
}

/** @param {readonly string[]} args */
function main(args) {
  const { certificate, contact } = valuesOf(args);
  if (certificate === undefined || contact === undefined) throw new RenderProblem(USAGE);
  const { body, end } = certificateFrom(readCertificate(certificate), new Date());
  render(fileURLToPath(new URL('..', import.meta.url)), { certificate: body, contact });
  console.log(`Written to ${RESULT}. The certificate ends on ${day(end)}: note it.`);
  console.log(`Deploy it after force-app: sf project deploy start --metadata-dir ${RESULT} --target-org my-org`);
  console.log('Then read the consumer key in Setup, External Client App Manager: it becomes SALESFORCE_CLIENT_ID.');
}

/** @param {readonly string[]} args */
function valuesOf(args) {
  try {
    return parseArgs({ args: [...args], options: { certificate: { type: 'string' }, contact: { type: 'string' } } })
      .values;
  } catch (error) {
    throw new RenderProblem(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

/** @param {string} file */
function readCertificate(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new RenderProblem(`There is no file ${file} that can be read. ${USAGE}`);
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main(argv.slice(2));
  } catch (error) {
    if (!(error instanceof RenderProblem)) throw error;
    console.error(error.message);
    exit(1);
  }
}
