// JSON web tokens as both token endpoints take them from their clients. Reading judges nothing: who may have signed,
// and what the claims must be, is the endpoints' own rule. Nothing here looks at a clock, since there are two.
import type { KeyObject } from 'node:crypto';
import { compactVerify, decodeJwt, decodeProtectedHeader, type JWTPayload, type ProtectedHeaderParameters } from 'jose';

export interface WebToken {
  readonly text: string;
  readonly header: ProtectedHeaderParameters;
  readonly claims: JWTPayload;
}

/** What a token says, unverified; null for a text that is not a token, or is one without a signature. */
export function readWebToken(text: string): WebToken | null {
  if (text.endsWith('.')) return null;
  try {
    return { text, header: decodeProtectedHeader(text), claims: decodeJwt(text) };
  } catch {
    return null;
  }
}

export async function isSignedBy({ text }: WebToken, key: KeyObject, algorithms: string[]): Promise<boolean> {
  return compactVerify(text, key, { algorithms }).then(
    () => true,
    () => false,
  );
}
