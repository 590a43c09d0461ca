// What is rendered goes into an org with the trust of everybody who syncs: it must carry this certificate, these
// permission sets and no secret.
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { selfSignedCertificate } from '../emulator/src/credentials.js';
import { textFiles } from './check-files.mjs';
import { certificateFrom, render, RenderProblem, RESULT } from './render-external-client-app.mjs';

const repository = fileURLToPath(new URL('..', import.meta.url));
const now = new Date('2026-06-01T00:00:00Z');
const key = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const pem = selfSignedCertificate(key, 'Exchange Sync', now);

let root = '';

function rendered(file: string): string {
  return readFileSync(join(root, RESULT, file), 'utf8');
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'external-client-app-'));
  cpSync(join(repository, 'config/external-client-app'), join(root, 'config/external-client-app'), { recursive: true });
  cpSync(join(repository, 'sfdx-project.json'), join(root, 'sfdx-project.json'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('the certificate', () => {
  it('is taken without the lines around it', () => {
    const { body, end } = certificateFrom(pem, now);
    expect(pem.replaceAll(/-----[A-Z ]+-----|\n/g, '')).toBe(body);
    expect(end > now).toBe(true);
  });

  it.each([
    ['a private key', () => key, 'holds a private key'],
    ['a private key beside it', () => pem + key, 'holds a private key'],
    ['something else', () => 'certificate', 'holds no certificate'],
  ])('is refused where the file holds %s', (_what, text, words) => {
    expect(() => certificateFrom(text(), now)).toThrow(RenderProblem);
    expect(() => certificateFrom(text(), now)).toThrow(words);
  });

  it('is refused once it has ended', () => {
    expect(() => certificateFrom(pem, new Date('2046-01-01T00:00:00Z'))).toThrow('ended on 2036');
  });
});

describe('the rendered app', () => {
  const values = { certificate: certificateFrom(pem, now).body, contact: 'admin@company.example' };

  it('has every file that the manifest names, and no placeholder', () => {
    render(root, values);
    const manifest = rendered('package.xml');
    expect(manifest.match(/<members>/g)).toHaveLength(5);
    for (const template of textFiles(join(root, 'config/external-client-app'))) {
      const text = rendered(template.file.replace('-meta.xml', ''));
      expect(text).not.toMatch(/>[A-Z_]{8,}</);
      const name = template.file.split('/').at(-1)?.split('.')[0] ?? '';
      const type = /<(\w+) xmlns/.exec(text)?.[1] ?? '';
      expect(manifest).toContain(`<members>${name}</members>\n        <name>${type}</name>`);
    }
    expect(rendered('extlClntAppGlobalOauthSets/Exchange_Sync_glbloauth.ecaGlblOauth')).toContain(values.certificate);
    expect(rendered('externalClientApps/Exchange_Sync.eca')).toContain('admin@company.example');
  });

  it('takes the place of an earlier one', () => {
    render(root, values);
    render(root, { ...values, contact: 'other@company.example' });
    expect(rendered('externalClientApps/Exchange_Sync.eca')).toContain('other@company.example');
  });

  it('is not written for an address that is none', () => {
    expect(() => render(root, { ...values, contact: '<admin>' })).toThrow('no e-mail address');
    expect(existsSync(join(root, RESULT))).toBe(false);
  });

  it('lets in holders of two permission sets that there are, and nobody else', () => {
    render(root, values);
    const policies = rendered('extlClntAppOauthPolicies/Exchange_Sync_oauthPlcy.ecaOauthPlcy');
    expect(policies).toContain('<permittedUsersPolicyType>AdminApprovedPreAuthorized<');
    const sets = /<commaSeparatedPermissionSet>([^<]*)</.exec(policies)?.[1]?.split(',') ?? [];
    expect([...sets].sort()).toEqual(['Exchange_Sync_Connector', 'Exchange_Sync_Person']);
    for (const set of sets) {
      const file = `force-app/main/default/permissionsets/${set}.permissionset-meta.xml`;
      expect(existsSync(join(repository, file))).toBe(true);
    }
  });

  it('opens no way to sign in but by certificate', () => {
    render(root, values);
    const oauth = rendered('extlClntAppGlobalOauthSets/Exchange_Sync_glbloauth.ecaGlblOauth');
    const flows = [...oauth.matchAll(/<is\w+FlowEnabled>(\w+)</g)].map(([, value]) => value);
    expect(flows).toEqual(['false', 'false', 'false']);
    expect(oauth).not.toMatch(/consumerKey|consumerSecret>/);
  });
});

describe('the repository', () => {
  it('keeps no certificate and no consumer key in the templates', () => {
    const templates = textFiles(join(repository, 'config/external-client-app'));
    expect(templates).toHaveLength(5);
    for (const { file, text } of templates) {
      expect([file, /consumerKey>|consumerSecret>|<certificate>(?!CERTIFICATE<)/.test(text)]).toEqual([file, false]);
    }
  });

  it('leaves the rendered app out of git', () => {
    const ignored = readFileSync(join(repository, '.gitignore'), 'utf8').split('\n');
    expect(ignored).toContain(`${RESULT.split(/[\\/]/)[0] ?? ''}/`);
  });
});
