// A key pair with its self-signed certificate, for tests of certificate sign-in.
import { createHash, createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { selfSignedCertificate } from '../../../src/credentials.js';

export interface TestCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly privateKey: KeyObject;
  /** SHA-256 fingerprint in hex, as msal-node wants it. */
  readonly thumbprintSha256: string;
}

export function makeCertificate(commonName: string): TestCertificate {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const certificatePem = selfSignedCertificate(privateKeyPem, commonName, new Date());
  const thumbprintSha256 = createHash('sha256').update(new X509Certificate(certificatePem).raw).digest('hex');
  return { certificatePem, privateKeyPem, privateKey: createPrivateKey(privateKeyPem), thumbprintSha256 };
}
