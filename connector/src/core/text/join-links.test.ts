import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cell, readTable } from '../../../test/support/tables.js';
import { joinLinkServices, removedLink, withoutJoinLinks } from './join-links.js';

const page = 'sync-rules.md';
const heading = 'Links and codes for joining';
const cutLinks = readTable(page, heading, 'Service').map((row) => [cell(row, 'Service'), cell(row, 'Cut')] as const);
const codeWords = readTable(page, heading, 'Language').flatMap((row) => cell(row, 'Words before a code').split(', '));

/** A line that stays as it is, or a line and what is left of it. */
type Line = string | readonly [string, string];

/** Invitations as they come, invented. */
const invitations: Readonly<Record<string, readonly Line[]>> = {
  'Teams in English': [
    'We go through the offer.',
    '_'.repeat(80),
    'Microsoft Teams meeting',
    ['Join: https://teams.microsoft.com/meet/23456789012345?p=Ab3dEfGh', 'Join: [join link removed]'],
    ['Meeting ID: 234 567 890 123 45', 'Meeting ID: [removed]'],
    ['Passcode: Ab3dEf', 'Passcode: [removed]'],
    'Need help?<https://aka.ms/JoinTeamsMeeting?omkt=en-US>',
    [
      'Reference<https://teams.microsoft.com/l/meetup-join/19%3ameeting_MzE0%40thread.v2/0?context=%7b%22Tid%22%3a>',
      'Reference<[join link removed]>',
    ],
    [
      '+1 323-555-0166,,123456789#<tel:+13235550166,,123456789#> United States, Los Angeles',
      '+1 323-555-0166,,[removed]<tel:+13235550166,,[removed]> United States, Los Angeles',
    ],
    [
      'Find a local number<https://dialin.teams.microsoft.com/8ab1?id=123456789>',
      'Find a local number<[join link removed]>',
    ],
    ['Phone conference ID: 123 456 789#', 'Phone conference ID: [removed]'],
    'For organizers: Reset dial-in PIN<https://dialin.teams.microsoft.com/usp/pstnconferencing>',
  ],
  'Teams in German': [
    ['Besprechungs-ID: 345 678 901 234', 'Besprechungs-ID: [removed]'],
    ['Passcode: xY9zQ2', 'Passcode: [removed]'],
    ['+49 69 555 0170,,987654321# Deutschland, Frankfurt', '+49 69 555 0170,,[removed] Deutschland, Frankfurt'],
    ['Telefonkonferenz-ID: 987 654 321#', 'Telefonkonferenz-ID: [removed]'],
  ],
  'Teams in French': [
    ['Participer<https://teams.microsoft.com/l/meetup-join/19%3ameeting_b3>', 'Participer<[join link removed]>'],
    ['ID de réunion : 345 678 901 234', 'ID de réunion : [removed]'],
    ['Code secret : xY9zQ2', 'Code secret : [removed]'],
    ['ID de conférence téléphonique\u00a0: 987 654 321#', 'ID de conférence téléphonique\u00a0: [removed]'],
  ],
  'Teams in Spanish': [
    ['Id. de reunión: 345 678 901 234', 'Id. de reunión: [removed]'],
    ['Código de acceso: xY9zQ2', 'Código de acceso: [removed]'],
    ['Id. de conferencia telefónica: 987 654 321#', 'Id. de conferencia telefónica: [removed]'],
  ],
  'Zoom in English': [
    'Anna is inviting you to a scheduled Zoom meeting.',
    ['https://us02web.zoom.us/j/81234567890?pwd=Ab3dEf.1', '[join link removed]'],
    ['Meeting ID: 812 3456 7890', 'Meeting ID: [removed]'],
    ['Passcode: 123456', 'Passcode: [removed]'],
    'One tap mobile',
    ['+13015558592,,81234567890#,,,,*123456# US (Washington DC)', '+13015558592,,[removed] US (Washington DC)'],
    'Find your local number: https://us02web.zoom.us/u/kexample',
  ],
  'Zoom in German': [
    ['Meeting-ID: 812 3456 7890', 'Meeting-ID: [removed]'],
    ['Kenncode: 123456', 'Kenncode: [removed]'],
    ['+496955502596,,81234567890#,,,,*123456# Deutschland', '+496955502596,,[removed] Deutschland'],
  ],
  'Google Meet, with marks that nobody sees': [
    ['Join with Google Meet: https://meet.google.com/abc-defg-hij', 'Join with Google Meet: [join link removed]'],
    [
      'Dial: (US) \u202a+1 551-555-0123\u202c PIN: \u202a123 456 789\u202c#',
      'Dial: (US) \u202a+1 551-555-0123\u202c PIN: \u202a[removed]\u202c#',
    ],
    ['More numbers: https://tel.meet/abc-defg-hij?pin=1234567890123', 'More numbers: [join link removed]'],
  ],
  'Webex in English': [
    ['https://acme.webex.com/acme/j.php?MTID=m12ab', '[join link removed]'],
    ['Meeting number (access code): 2732 123 4567', 'Meeting number (access code): [removed]'],
    [
      'Meeting password: Xy3kLm9 (98355669 when dialing from a phone)',
      'Meeting password: [removed] ([removed] when dialing from a phone)',
    ],
    ['Tap to join: +1-650-555-3208,,27321234567##', 'Tap to join: +1-650-555-3208,,[removed]'],
    'Global numbers: https://help.webex.com/numbers',
  ],
  'Webex in German, French and Spanish': [
    ['Meeting-Kennnummer (Zugriffscode): 2732 123 4567', 'Meeting-Kennnummer (Zugriffscode): [removed]'],
    ['Meeting-Passwort: Xy3k', 'Meeting-Passwort: [removed]'],
    ["Numéro de réunion (code d'accès) : 2732 123 4567", "Numéro de réunion (code d'accès) : [removed]"],
    ['Mot de passe de la réunion : Xy3k', 'Mot de passe de la réunion : [removed]'],
    ['Número de reunión (código de acceso): 2732 123 4567', 'Número de reunión (código de acceso): [removed]'],
    ['Contraseña de la reunión: Xy3k', 'Contraseña de la reunión: [removed]'],
  ],
  'a service that checks links': [
    [
      'Join<https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fteams.microsoft.com%2Fl%2Fmeetup-join%2F1>',
      'Join<https://x.safelinks.protection.outlook.com/?url=[join link removed]>',
    ],
    ['https://urldefense.com/v3/__https://zoom.us/j/8__;!A$', 'https://urldefense.com/v3/__[join link removed]'],
  ],
  'somebody who writes lines for dialling': [
    ['+44 20 7555 0199,,12345678#', '+44 20 7555 0199,,[removed]'],
    ['+1 (646) 555-8656,,123 456 789#', '+1 (646) 555-8656,,[removed]'],
    ['tel:+14155550100,,812345%23', 'tel:+14155550100,,[removed]'],
    ['+33 1 70 55 01 03,81234567890#', '+33 1 70 55 01 03,,[removed]'],
    ['PIN #4711', 'PIN [removed]'],
  ],
};

function comes(lines: readonly Line[]): string {
  return lines.map((line) => (typeof line === 'string' ? line : line[0])).join('\n');
}

function stays(lines: readonly Line[]): string {
  return lines.map((line) => (typeof line === 'string' ? line : line[1])).join('\n');
}

/** Nothing of this is on the list. */
const ordinary = [
  'Prices: 1,250.00 EUR or 1.250,00 €; in total 1 234 567,89 EUR, 1000000,2000000 at most',
  'Dates: 2026-11-20, 20.11.2026 10:00-11:00, 11/20/2026, 3,5 days',
  'Call +49 30 1234567, (030) 123-4567 or 00 33 1 23 45 67 89, extension 12; fax 1234567, 1234568',
  'Order 4711-0815, order ID: 99-1, invoice #2026-113, customer number: 1234567',
  'The password policy changes; the PIN pad and the access code system are new, passcodes too',
  'Conference room 3, meeting point: Gate 5, meeting 7: budget, spin: left, Pinboard: none',
  'https://www.stein.example/j/123 https://teams.example/meet/1 https://notzoom.us/j/1 https://zoom.us/pricing',
  'https://teams.microsoft.com/ https://support.zoom.us/hc https://www.webex.com/ https://help.webex.com/en-us/x',
  'https://www.google.com/maps?q=Meet https://learn.microsoft.com/teams zoom.us webex.com meet.google.com',
  'Der Kennwortwechsel ist am Montag. Le mot de passe change lundi. La contraseña cambia el lunes.',
  'E-mail carla@stein.example, ratio 1:2, 3 to 4, see (1) [2] <3>',
];

describe('an invitation', () => {
  it.each(Object.entries(invitations))('from %s loses what lets people in, and nothing else', (_, lines) => {
    expect(withoutJoinLinks(comes(lines))).toBe(stays(lines));
  });

  it.each(cutLinks)('of %s loses the link %s', (_, link) => {
    expect(withoutJoinLinks(link)).toBe(removedLink);
    expect(withoutJoinLinks(`(${link.replace('https://', '')})`)).toBe(`(${removedLink})`);
    const wrapped = `https://safe.example/?url=${encodeURIComponent(link)}`;
    expect(withoutJoinLinks(`Join at ${wrapped} today`)).toBe(`Join at https://safe.example/?url=${removedLink} today`);
  });

  it('loses the links of exactly the services on the page', () => {
    expect([...new Set(cutLinks.map(([service]) => service))]).toEqual(joinLinkServices);
  });

  it.each(codeWords)('loses the code behind "%s", in capitals too', (word) => {
    expect(withoutJoinLinks(`${word}: 123 456 789#`)).toBe(`${word}: [removed]`);
    expect(withoutJoinLinks(`${word.toUpperCase()} : xY9-z_Q2, then`)).toBe(`${word.toUpperCase()} : [removed], then`);
    expect(withoutJoinLinks(`${word} #4711`)).toBe(`${word} [removed]`);
  });
});

describe('a text without a join link', () => {
  it.each(ordinary)('stays as it is: %s', (text) => {
    expect(withoutJoinLinks(text)).toBe(text);
  });
});

describe('taking links and codes out', () => {
  const piece = fc.oneof(
    fc.constantFrom(...cutLinks.map(([, link]) => link), ...codeWords, ...Object.values(invitations).map(comes)),
    fc.constantFrom(...[': ', ' #', '#', ',', ',,', ' ', '\n', '(', ')', '<', '>', "'", '[', ']', '%2F', '.', '-']),
    fc.stringMatching(/^[A-Za-z0-9]{1,12}$/),
    fc.string({ maxLength: 8 }),
  );

  it('twice is taking them out once', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = withoutJoinLinks(pieces.join(''));
        expect(withoutJoinLinks(once)).toBe(once);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(['-', ' ', '1', 'a', '1-', 'a.', '(1) ', 'a.a', ',1', '#', 'https://', '%2F', 'pin: ', '1,,', ',,1#'])(
    'of a text that repeats "%s" a hundred thousand times comes to an end',
    (text) => {
      const before = performance.now();
      withoutJoinLinks(text.repeat(100_000));
      expect(performance.now() - before).toBeLessThan(2_000);
    },
  );
});
