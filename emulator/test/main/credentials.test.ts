import { createSign, createVerify, X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { makeCredentials } from '../../src/credentials.js';
import { Chance } from '../../src/world.js';

describe('credentials', () => {
  it('makes a self-signed certificate that belongs to its private key and is valid now', async () => {
    const { microsoft } = await makeCredentials(new Chance(7), new Date());
    const certificate = new X509Certificate(microsoft.certificatePem);
    expect(certificate.subject).toBe('CN=Exchange Sync emulator');
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(new Date(certificate.validFrom).getTime()).toBeLessThan(Date.now());
    expect(new Date(certificate.validTo).getTime()).toBeGreaterThan(Date.now());
    const signature = createSign('RSA-SHA256').update('assertion').sign(microsoft.privateKeyPem);
    expect(createVerify('RSA-SHA256').update('assertion').verify(certificate.publicKey, signature)).toBe(true);
  });

  it('makes a Salesforce key pair whose halves belong together', async () => {
    const { salesforce } = await makeCredentials(new Chance(7), new Date());
    const signature = createSign('RSA-SHA256').update('assertion').sign(salesforce.privateKeyPem);
    expect(createVerify('RSA-SHA256').update('assertion').verify(salesforce.publicKeyPem, signature)).toBe(true);
  });

  it('gives the same ids, secret and hash key for the same seed, and others for another seed', async () => {
    const [one, again, other] = await Promise.all(
      [7, 7, 8].map((seed) => makeCredentials(new Chance(seed), new Date())),
    );
    const told = (all: typeof one) => [
      all?.salesforce.clientId,
      all?.microsoft.clientId,
      all?.microsoft.clientSecret,
      all?.hashKey,
    ];
    expect(told(again)).toEqual(told(one));
    expect(told(other)).not.toEqual(told(one));
    expect(Buffer.from(one?.hashKey ?? '', 'base64')).toHaveLength(32);
    expect(one?.microsoft.clientId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
