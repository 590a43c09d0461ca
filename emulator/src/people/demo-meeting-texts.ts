// Texts of meetings as invitations carry them: what was agreed, and what online meetings add below it. Invented; no
// link leads into a meeting. What a text may show in Salesforce is the connector's affair.
import type { EventProperties } from '../parts.js';
import type { Chance } from '../world.js';

const DIGITS = '0123456789';
const ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const AGENDAS = [
  'Open points from last time\nPrices for the next year\nDates for the delivery',
  'A walk through the plant\nLunch\nQuestions of the maintenance team',
  'Presentation of the new gauges\nWhich of them fit the old line\nNext steps',
  'The complaint of last month\nWhat we change\nWho calls whom, and when',
];

export function agenda(chance: Chance): EventProperties {
  return { body: { contentType: 'text', content: chance.pick(AGENDAS) } };
}

/** Below a line across the page, as Teams does: a link, a number and a passcode, a telephone with its PIN. */
export function teamsMeeting(chance: Chance): EventProperties {
  const room = chance.text(48, ID_LETTERS);
  const link = `https://teams.microsoft.com/l/meetup-join/19%3ameeting_${room}%40thread.v2/0?context=%7b%7d`;
  const number = [3, 3, 3, 3].map((length) => chance.text(length, DIGITS)).join(' ');
  const pin = [3, 3, 3].map((length) => chance.text(length, DIGITS)).join(' ');
  const lines = [
    '_'.repeat(80),
    '<b>Microsoft Teams meeting</b>',
    `<a href="${link}">Join the meeting now</a>`,
    `Meeting ID: ${number}`,
    `Passcode: ${chance.text(6, ID_LETTERS)}`,
    '<b>Dial in by phone</b>',
    `<a href="tel:+49405550170,,${pin.replaceAll(' ', '')}#">+49 40 555 0170,,${pin}#</a> Germany`,
    `Phone conference ID: ${pin}#`,
    '<a href="https://dialin.teams.microsoft.com/usp/pstnconferencing">Reset dial-in PIN</a>',
    '_'.repeat(80),
  ];
  const below = lines.map((line) => `<div>${line}</div>`).join('');
  const content = `<p>We go through the offer together.</p><p>The drawings come by mail before.</p>${below}`;
  return { body: { contentType: 'html', content }, location: { displayName: 'Microsoft Teams Meeting' } };
}

/** As Zoom does: plain text, the passcode in the link too, and numbers for one tap. */
export function zoomMeeting(chance: Chance): EventProperties {
  const number = chance.text(11, '123456789');
  const spaced = number.replace(/(\d{3})(\d{4})(\d{4})/, '$1 $2 $3');
  const passcode = chance.text(6, DIGITS);
  const link = `https://us02web.zoom.us/j/${number}?pwd=${chance.text(32, ID_LETTERS)}`;
  const lines = [
    'Please bring the list of open orders.',
    '',
    'You are invited to a scheduled Zoom meeting.',
    '',
    'Join Zoom Meeting',
    link,
    '',
    `Meeting ID: ${spaced}`,
    `Passcode: ${passcode}`,
    '',
    'One tap mobile',
    `+49695550180,,${number}#,,,,*${passcode}# Germany`,
    '',
    'Dial by your location',
    '+49 69 555 0180 Germany',
    'Find your local number: https://us02web.zoom.us/u/kexample',
  ];
  return { body: { contentType: 'text', content: lines.join('\r\n') }, location: { displayName: link } };
}

/** More characters than a text in Salesforce holds. */
export function longText(): EventProperties {
  const paragraph = 'The minutes of all meetings about this plant so far, one below the other. ';
  return { body: { contentType: 'text', content: paragraph.repeat(Math.ceil(33_000 / paragraph.length)) } };
}
