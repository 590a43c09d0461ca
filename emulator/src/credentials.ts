// Key pairs for one start of the emulator: what the connector signs with, and what the two halves check it against.
// The keys are new at each start and are good for nothing else; they never belong in a file that is kept.
import { createPrivateKey, createPublicKey, generateKeyPair, sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { bitString, integer, objectId, sequence, set, utcTime, utf8Text } from './credentials/der.js';
import type { Chance } from './world.js';

const makeKeyPair = promisify(generateKeyPair);

const HEX = '0123456789abcdef';
const KEY_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export interface Credentials {
  readonly salesforce: {
    /** The consumer key of the External Client App. */
    readonly clientId: string;
    readonly privateKeyPem: string;
    readonly publicKeyPem: string;
    readonly certificatePem: string;
  };
  readonly microsoft: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly privateKeyPem: string;
    readonly certificatePem: string;
  };
  /** 32 bytes as base64: the key of the connector's hashes. Same seed, same key. */
  readonly hashKey: string;
}

/** Ids, secret and hash key come from the seed; the RSA keys do not, since node:crypto takes no seed. */
export async function makeCredentials(chance: Chance, now: Date): Promise<Credentials> {
  const ids = {
    salesforceClientId: `3MVG9${chance.text(80, KEY_CHARACTERS)}`,
    microsoftClientId: guid(chance),
    clientSecret: chance.text(40, KEY_CHARACTERS),
    hashKey: Buffer.from(chance.text(64, HEX), 'hex').toString('base64'),
  };
  const [salesforce, microsoft] = await Promise.all([
    makeKeyPair('rsa', { modulusLength: 2048 }),
    makeKeyPair('rsa', { modulusLength: 2048 }),
  ]);
  const salesforcePrivateKeyPem = privatePem(salesforce.privateKey);
  const microsoftPrivateKeyPem = privatePem(microsoft.privateKey);
  return {
    salesforce: {
      clientId: ids.salesforceClientId,
      privateKeyPem: salesforcePrivateKeyPem,
      publicKeyPem: salesforce.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      certificatePem: selfSignedCertificate(salesforcePrivateKeyPem, 'Exchange Sync emulator', now),
    },
    microsoft: {
      clientId: ids.microsoftClientId,
      clientSecret: ids.clientSecret,
      privateKeyPem: microsoftPrivateKeyPem,
      certificatePem: selfSignedCertificate(microsoftPrivateKeyPem, 'Exchange Sync emulator', now),
    },
    hashKey: ids.hashKey,
  };
}

function privatePem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A version 4 GUID out of the seeded source. */
export function guid(chance: Chance): string {
  const hex = chance.text(32, HEX);
  const variant = '89ab'[chance.below(4)] ?? '8';
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}

/**
 * A self-signed X.509 certificate (RFC 5280, version 1, SHA-256 with RSA) as PEM, valid for ten years from yesterday.
 * Enough for a client assertion: Entra ID looks at the key and the thumbprint, and so does the emulator.
 */
export function selfSignedCertificate(privateKeyPem: string, commonName: string, now: Date): string {
  const privateKey = createPrivateKey(privateKeyPem);
  const sha256WithRsa = sequence(objectId('1.2.840.113549.1.1.11'), Buffer.from([0x05, 0x00]));
  const name = sequence(set(sequence(objectId('2.5.4.3'), utf8Text(commonName))));
  const day = 86_400_000;
  const validity = sequence(utcTime(new Date(now.getTime() - day)), utcTime(new Date(now.getTime() + 3650 * day)));
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const toBeSigned = sequence(integer(1), sha256WithRsa, name, validity, name, publicKey);
  const der = sequence(toBeSigned, sha256WithRsa, bitString(sign('sha256', toBeSigned, privateKey)));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
