// Takes links and codes that let anybody into an online meeting out of a text, before it goes where more people can
// read it. A closed list: what is not on it stays. Idempotent, and linear in the length of the text, because anybody
// may send an invitation. The list stands in docs/sync-rules.md, and its test reads it there.

export const removedLink = '[join link removed]';
const removedCode = '[removed]';

/** As written, or as part of the address of a service that checks links first. */
const slash = '(?:\\/|%(?:25)?2F)';
const scheme = `(?:https?(?::|%(?:25)?3A)${slash}${slash})?`;
/** Company or region before the host. */
const any = '(?:[a-z0-9-]+\\.)*';
/** Where any path leads into a meeting, but for the pages about the product. */
const own = `(?!(?:www|help|support|developer)\\.)${any}`;
const rest = '[^\\s<>"\'()\\[\\]]*';

/** Hosts and paths that lead straight into a meeting, by the service whose they are. */
const hosts = {
  'Microsoft Teams': [
    `(?:[a-z]+\\.)?teams\\.(?:microsoft\\.(?:com|us)|cloud\\.microsoft)${slash}(?:l${slash}meetup-join|meet)${slash}`,
    `teams\\.live\\.com${slash}meet${slash}`,
    `dialin\\.teams\\.microsoft\\.(?:com|us)${slash}${rest}?(?:\\?|%(?:25)?3F)id(?:=|%(?:25)?3D)`,
  ],
  Zoom: [`${any}zoom(?:gov)?\\.(?:us|com)${slash}(?:j|w|s|my|wc|meeting)${slash}`],
  'Google Meet': [`meet\\.google\\.com${slash}`, `tel\\.meet${slash}`],
  Webex: [`${own}webex\\.com${slash}`],
  GoTo: [`(?:meet|app)\\.goto\\.com${slash}`, `(?:[a-z]+\\.)?gotomeeting\\.com${slash}join${slash}`],
  Skype: [`join\\.skype\\.com${slash}`, `meet\\.lync\\.com${slash}`],
  'Amazon Chime': [`(?:app\\.)?chime\\.aws${slash}`],
  RingCentral: [`v\\.ringcentral\\.com${slash}join${slash}`],
  Whereby: [`${own}whereby\\.com${slash}`],
} as const;

export const joinLinkServices: readonly string[] = Object.keys(hosts);

/** No letter before it: then it is the end of another name. */
const begin = '(?<![\\p{L}\\p{N}.-])';
const joinLink = new RegExp(`${begin}${scheme}(?:${Object.values(hosts).flat().join('|')})${rest}`, 'giu');

/** What a code is called, in English, German, French and Spanish. */
const codeWords = [
  '(?:meeting|webinar|(?:phone |video )?conference|video)[ -]id',
  'meeting number',
  'access code',
  'passcode',
  'password',
  'host key',
  'pin',
  '(?:besprechungs|(?:telefon|video)?konferenz)-id',
  'meeting-kennnummer',
  'kennwort',
  'passwort',
  'kenncode',
  'zugangscode',
  'zugriffscode',
  '(?:id|numéro) de (?:la )?(?:réunion|conférence(?: téléphonique)?)',
  "code d[’']accès",
  'code secret',
  'mot de passe(?: de la réunion)?',
  '(?:id\\.?|número) de (?:la )?(?:reunión|conferencia(?: telefónica)?)',
  'código de acceso',
  'contraseña(?: de la reunión)?',
];

/** Blanks of all kinds, and marks of the direction of writing that nobody sees. */
const unseen = '\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const blank = `[ \\t\\u00a0\\u202f${unseen}]`;
/** `:` or `#`, perhaps with a word in brackets before it. */
const separator = `${blank}*(?:\\([^()\\n]{0,40}\\)${blank}*)?(?::${blank}*#?|#(?=\\d))`;
const digits = '\\d+(?:[ \\u00a0\\u202f-]\\d+)*#*(?![\\p{L}\\p{N}!@$%^&*_])';
const word = `[^\\s<>()\\[\\]"'${unseen}]*[^\\s<>()\\[\\]"'.,;:!?${unseen}]`;

/** `Passcode: 123 456`, `PIN #4711`: the word stays, what follows goes. */
const code = new RegExp(`(?<![\\p{L}\\p{N}])((?:${codeWords.join('|')})${separator})(?:${digits}|${word})`, 'giu');

/** `Password: Xy3 (298765 from phones)`: the same once more, in the digits of a telephone. */
const sameInDigits = /(?<=\[removed\][ \u00a0]\()\d{4,}/g;

/** `+1 415 555 0100,,81234567890#,,,,*123456#`: the number stays, what is dialled behind it goes. */
const dialled = /(?<=\d)(?:,{2,}(?:[\d*#]|%23|(?<=\d)[ \u00a0](?=\d))+|,[\d*]{4,}(?:#|%23)+)+/g;

export function withoutJoinLinks(text: string): string {
  return text
    .replace(dialled, `,,${removedCode}`)
    .replace(code, (_, known: string) => `${known.replace(/#+$/, '')}${removedCode}`)
    .replace(sameInDigits, removedCode)
    .replace(joinLink, removedLink);
}
