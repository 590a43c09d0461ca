// Private keys and certificates as people paste them into environment variables, brought to clean PEM. Nothing is
// written anywhere.
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';

/** Entra ID and Salesforce both take RSA signatures; shorter keys are refused by both. */
const modulusBitsMin = 2048;

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** PEM, PEM with `\n` for line ends (or with none), or base64 of a PEM → PEM; null when it is none of these. */
function pemIn(text: string): string | null {
  const plain = text.replaceAll('\\r', '').replaceAll('\\n', '\n').trim();
  const pem = plain.startsWith('-----BEGIN ') ? plain : Buffer.from(plain, 'base64').toString('latin1').trim();
  const match = /^-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/.exec(pem);
  if (match === null) return null;
  const [, label = '', content = ''] = match;
  const lines = content.replaceAll(/\s/g, '').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** An RSA private key without pass phrase, as PKCS #8 PEM. */
export function readPrivateKey(text: string): Read<string> {
  const pem = pemIn(text);
  if (pem === null) return { ok: false, problem: 'is not a private key in PEM form' };
  if (pem.includes('CERTIFICATE') || pem.includes('PUBLIC')) return { ok: false, problem: 'is not a private key' };
  if (pem.includes('ENCRYPTED')) return { ok: false, problem: 'is protected by a pass phrase' };
  const key = keyIn(pem);
  if (key === null) return { ok: false, problem: 'cannot be read as a private key' };
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa') return { ok: false, problem: 'is not an RSA key' };
  if (bits < modulusBitsMin) return { ok: false, problem: `has fewer than ${modulusBitsMin} bits` };
  return { ok: true, value: key.export({ type: 'pkcs8', format: 'pem' }) as string };
}

export function readCertificate(text: string): Read<string> {
  const pem = pemIn(text);
  if (pem?.includes('PRIVATE KEY') === true) return { ok: false, problem: 'is a private key, not a certificate' };
  if (pem === null || certificateIn(pem) === null)
    return { ok: false, problem: 'cannot be read as a certificate in PEM form' };
  return { ok: true, value: pem };
}

/** What stands against using both together now; null when nothing does. `pem`s as the readers above answer them. */
export function pairProblem(certificatePem: string, privateKeyPem: string, now: Date): string | null {
  const certificate = certificateIn(certificatePem);
  const key = keyIn(privateKeyPem);
  if (certificate === null || key === null) return 'cannot be read';
  if (!certificate.checkPrivateKey(key)) return 'does not belong to MICROSOFT_PRIVATE_KEY';
  if (Date.parse(certificate.validTo) <= now.getTime()) return 'has expired';
  return Date.parse(certificate.validFrom) > now.getTime() ? 'is not valid yet' : null;
}

/** Whether both are of one pair. `pem`s as the readers above answer them. */
export function belongTogether(certificatePem: string, privateKeyPem: string): boolean {
  const [certificate, key] = [certificateIn(certificatePem), keyIn(privateKeyPem)];
  return certificate !== null && key !== null && certificate.checkPrivateKey(key);
}

/** The last day on which the certificate is good, `YYYY-MM-DD` in UTC. */
export function lastDayOf(certificatePem: string): string {
  return new Date(new X509Certificate(certificatePem).validTo).toISOString().slice(0, 10);
}

function keyIn(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

function certificateIn(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}
