import { describe, expect, it } from '@jest/globals';
import { hasOnlySecretsCut, isCutOf, secretsIn } from './cuts.js';

const link = 'https://us02web.zoom.us/j/81234567890?pwd=Ab3';
const dialled = '+49 69 555 0180,,81234567890#,,,,*941632# Germany';
const invitation = ['Agenda', link, 'Meeting ID: 812 3456 7890', 'Passcode: 941632', dialled].join('\n');
const cut = [
  'Agenda',
  '[join link removed]',
  'Meeting ID: [removed]',
  'Passcode: [removed]',
  '+49 69 555 0180,,[removed] Germany',
].join('\n');

describe('a text with links and codes', () => {
  it('tells what lets anybody in', () => {
    expect(secretsIn(invitation)).toEqual([link, '812 3456 7890', '941632', '81234567890#,,,,*941632']);
    expect(secretsIn('Call +49 69 555 0180, room 4711.')).toEqual([]);
  });

  it('is rightly cut where nothing but these is missing', () => {
    expect(hasOnlySecretsCut(cut, invitation)).toBe(true);
    expect(hasOnlySecretsCut('[join link removed]', link)).toBe(true);
  });

  it.each<[fault: string, text: string]>([
    ['nothing is cut', invitation],
    ['a code is left', cut.replace('Passcode: [removed]', 'Passcode: 941632')],
    ['a line is gone', cut.replace('Agenda\n', '')],
    ['a line is added', `${cut}\nMore`],
    ['words are cut', cut.replace('Agenda\n', '[removed]\n').replace('Germany', 'Austria')],
    ['a line is cut together with a link', cut.replace('Agenda\n[join', '[join')],
  ])('is wrongly cut where %s', (_, text) => {
    expect(hasOnlySecretsCut(text, invitation)).toBe(false);
  });
});

describe('a text that was too long', () => {
  it('ends with the mark, and begins as the whole does', () => {
    expect(isCutOf('Minutes of…', 'Minutes of all meetings')).toBe(true);
    expect(isCutOf('Minutes of', 'Minutes of all meetings')).toBe(false);
    expect(isCutOf('Hours of…', 'Minutes of all meetings')).toBe(false);
  });
});
