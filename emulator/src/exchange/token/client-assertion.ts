// Judges a client assertion (certificate sign-in): a JSON web token signed with the private key of the registered
// certificate. It answers null when the assertion holds, else the AADSTS error. Evidence: notes.md, "Token endpoint".
import { X509Certificate } from 'node:crypto';
import { isSignedBy, readWebToken, type WebToken } from '../../web-token.js';

export interface AadstsError {
  readonly status: number;
  readonly error: string;
  readonly number: number;
  readonly text: string;
}

interface AssertionContext {
  readonly clientId: string;
  readonly certificatePem: string | undefined;
  /** Any of these is the audience. */
  readonly audiences: readonly string[];
  /** Times of which one must lie inside the validity, in milliseconds. */
  readonly nowMs: readonly number[];
}

function invalidClient(number: number, text: string): AadstsError {
  return { status: 401, error: 'invalid_client', number, text };
}

export async function judgeAssertion(assertion: string, context: AssertionContext): Promise<AadstsError | null> {
  const token = readWebToken(assertion);
  if (token === null) return invalidClient(50027, 'JWT token is invalid or malformed.');
  return (await judgeSignature(token, context)) ?? judgeClaims(token.claims, context);
}

async function judgeSignature(token: WebToken, context: AssertionContext): Promise<AadstsError | null> {
  const certificate = context.certificatePem === undefined ? null : new X509Certificate(context.certificatePem);
  const print = token.header['x5t#S256'] ?? token.header.x5t;
  const given = typeof print === 'string' ? print : '';
  if (certificate === null || !thumbprints(certificate).includes(given)) {
    const hex = Buffer.from(given, 'base64url').toString('hex').toUpperCase();
    return invalidClient(
      700027,
      'The certificate with identifier used to sign the client assertion is not registered on application. ' +
        `[Reason - The key was not found., Thumbprint of key used by client: '${hex}']`,
    );
  }
  if (await isSignedBy(token, certificate.publicKey, ['PS256', 'RS256'])) return null;
  return invalidClient(
    700027,
    'Client assertion contains an invalid signature. [Reason - The key used is not the registered one.]',
  );
}

/** The certificate's fingerprints as headers carry them: SHA-256 and the older SHA-1. */
function thumbprints(certificate: X509Certificate): string[] {
  return [certificate.fingerprint256, certificate.fingerprint].map((print) =>
    Buffer.from(print.replaceAll(':', ''), 'hex').toString('base64url'),
  );
}

function judgeClaims(claims: Readonly<Record<string, unknown>>, context: AssertionContext): AadstsError | null {
  if (claims.iss !== context.clientId || claims.sub !== context.clientId) {
    return invalidClient(700021, "Client assertion application identifier doesn't match 'client_id' parameter.");
  }
  if (!context.audiences.includes(String(claims.aud))) {
    return invalidClient(700023, 'Client assertion audience claim does not match Realm issuer.');
  }
  const isInTime = context.nowMs.some((now) => {
    const seconds = now / 1000;
    return typeof claims.exp === 'number' && seconds < claims.exp && !(Number(claims.nbf ?? 0) > seconds + 300);
  });
  return isInTime ? null : invalidClient(700024, 'Client assertion is not within its valid time range.');
}
