// What clients print goes into logs; nothing that signs somebody in may be among it.
import { describe, expect, it } from '@jest/globals';
import { withoutSecrets } from './secrets.mjs';

const begin = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
const end = ['-----END', 'PRIVATE KEY-----'].join(' ');

describe('output of a client', () => {
  it.each([
    ['a session id', '"accessToken": "00D5g000001Dxzy!AQTSjanr.xNPP_FH"', '"accessToken": "[cut]"'],
    ['a signed token', 'assertion=eyJhbGci.eyJpc3Mi.c2ln-_x next', 'assertion=[cut] next'],
    ['a private key', `key:\n${begin}\nMIIE\n${end}\nrest`, 'key:\n[cut]\nrest'],
    ['a private key that breaks off', `key: ${begin}\nMIIE`, 'key: [cut]'],
  ])('is shown without %s', (_what, text, shown) => {
    expect(withoutSecrets(text)).toBe(shown);
  });

  it('is shown without the secrets that are known', () => {
    expect(withoutSecrets('--client-id 3MVG9abc --url x', ['3MVG9abc', ''])).toBe('--client-id [cut] --url x');
  });

  it('keeps ids and names', () => {
    const text = '00D5g000001DxzyEAC Jonas 0035g000000uXW7AAM';
    expect(withoutSecrets(text)).toBe(text);
  });
});
