// The text of an event in both forms. Exchange answers HTML unless text was preferred; what was written as text comes
// back in its wrapper "converted from text". Rules: notes.md, "Events: fields".
import type { EventContent } from './events.js';

type Body = EventContent['body'];

const previewLength = 255;
const linkElement = /<a\b[^>]*\bhref="([^"]*)"[^>]*>([\s\S]*?)<\/a>/gi;
const head =
  '<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\r\n' +
  '<meta name="Generator" content="Microsoft Exchange Server">\r\n<!-- converted from text -->\r\n' +
  '<style><!-- .EmailQuote { margin-left: 1pt; padding-left: 4pt; border-left: #800000 2px solid; } --></style>' +
  '</head>\r\n' +
  '<body>\r\n<font size="2"><span style="font-size:11pt;"><div class="PlainText">';
const foot = '</div></span></font>\r\n</body>\r\n</html>\r\n';

export function bodyAs(body: Body, wanted: 'text' | 'html'): Body {
  if (wanted === 'text') return { contentType: 'text', content: textOfBody(body, true) };
  if (body.content === '') return { contentType: 'html', content: '' };
  if (body.contentType === 'text') return { contentType: 'html', content: `${head}${escaped(body.content)}${foot}` };
  if (/<html/i.test(body.content)) return body;
  const meta = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">';
  return {
    contentType: 'html',
    content: `<html><head>\r\n${meta}\r\n</head>\r\n<body>\r\n${body.content}\r\n</body>\r\n</html>\r\n`,
  };
}

export function previewOf(body: Body): string {
  return textOfBody(body, false).slice(0, previewLength);
}

function textOfBody(body: Body, hasLinks: boolean): string {
  if (body.contentType === 'text') return body.content;
  const lines = body.content
    .replace(/<(head|style|script)[\s\S]*?<\/\1>/gi, '')
    .replace(/[\r\n]+/g, ' ')
    .replace(linkElement, (_element: string, address: string, words: string) => {
      return hasLinks ? linkAsText(address, words) : words;
    })
    .replace(/<(br|\/p|\/div|\/li|\/tr)\b[^>]*>/gi, '\r\n')
    .replace(/<[^>]*>/g, '');
  return unescaped(lines)
    .split('\r\n')
    .map((line) => line.trim())
    .join('\r\n')
    .trim();
}

/** The address is in angle brackets behind the words; escaped, so that it is not taken for a tag. */
function linkAsText(address: string, words: string): string {
  return words.trim() === address ? words : `${words}&lt;${address}&gt;`;
}

function escaped(text: string): string {
  const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return safe.replace(/\r?\n/g, '<br>\r\n');
}

function unescaped(text: string): string {
  const plain = text.replaceAll('&nbsp;', ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
  return plain.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
