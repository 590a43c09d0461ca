import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  and,
  checkedName,
  dateLiteral,
  encodeQuery,
  idLiteral,
  likeLiteral,
  packQueries,
  select,
  textLiteral,
} from './soql.js';

/** What SOQL makes of a quoted literal. */
function meaningOf(literal: string): string {
  const inner = /^'((?:[^'\\]|\\.)*)'$/su.exec(literal)?.[1];
  if (inner === undefined) throw new Error(`not one literal: ${literal}`);
  const special: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  return inner.replace(/\\(.)/gsu, (_all, character: string) => special[character] ?? character);
}

describe('a literal', () => {
  it('means the text that was given and nothing else, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        expect(meaningOf(textLiteral(text))).toBe(text);
      }),
    );
    expect(textLiteral("O'Neill\\")).toBe("'O\\'Neill\\\\'");
    expect(textLiteral('a\nb')).toBe("'a\\nb'");
  });

  it('can always be encoded, half characters too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        expect(encodeQuery(textLiteral(text))).not.toContain(' ');
      }),
    );
    expect(textLiteral('a\uD83Db')).toBe("'a\uFFFDb'");
  });

  it('for LIKE takes wildcards as themselves', () => {
    expect(likeLiteral("50%_'", 'contains')).toBe("'%50\\%\\_\\'%'");
    expect(likeLiteral('A\\', 'startsWith')).toBe("'A\\\\%'");
  });

  it('of an id is refused where it is none', () => {
    expect(idLiteral('003000000000001AAA')).toBe("'003000000000001AAA'");
    expect(() => idLiteral("003' OR Id != '")).toThrow('NOT_A_SALESFORCE_ID');
  });
});

describe('a date in a query', () => {
  it('has no quotes, and is refused where it is anything else', () => {
    expect(dateLiteral('2026-11-22')).toBe('2026-11-22');
    for (const text of ['2026-11-22T00:00:00Z', 'TODAY', '2026-11-22 OR Id != null', '']) {
      expect(() => dateLiteral(text)).toThrow('NOT_A_DATE');
    }
  });
});

describe('a query', () => {
  it('names each field once, the id always', () => {
    expect(select(['LastName', 'Account.Name', 'Id', 'LastName'], 'Contact', '')).toBe(
      'SELECT Id,LastName,Account.Name FROM Contact',
    );
    expect(select([], 'Contact', 'A = 1', 'LIMIT 5')).toBe('SELECT Id FROM Contact WHERE A = 1 LIMIT 5');
  });

  it.each(['', 'Last Name', 'Name,Email', 'A.B.C', "x'", '1st', 'Name\n'])('takes no name like %p', (name) => {
    expect(() => checkedName(name)).toThrow('NOT_A_SOQL_NAME');
  });

  it('joins conditions with brackets, and leaves empty ones out', () => {
    expect(and('', 'A = 1', '')).toBe('A = 1');
    expect(and('A = 1 OR B = 2', 'C = 3')).toBe('(A = 1 OR B = 2) AND (C = 3)');
    expect(and()).toBe('');
  });

  it('is encoded as a URL takes it', () => {
    expect(new URLSearchParams(`q=${encodeQuery("a = '+ %& é'")}`).get('q')).toBe("a = '+ %& é'");
  });
});

describe('packing', () => {
  it('keeps every part once and in order, and every query within the length of a URI', () => {
    const bytesMax = 300;
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 80 }), (texts) => {
        const literals = texts.map(textLiteral);
        const queries = packQueries(literals, ',', (list) => select([], 'Contact', `Email IN (${list})`), bytesMax);
        const lists = queries.map((query) => /\((.*)\)$/su.exec(query)?.[1] ?? '');
        expect(lists.join(',')).toBe(literals.join(','));
        for (const query of queries) expect(encodeQuery(query).length).toBeLessThanOrEqual(bytesMax);
      }),
    );
  });

  it('makes as few queries as fit, and none of nothing', () => {
    const query = (list: string) => `x${list}`;
    expect(packQueries(['aa', 'bb', 'cc'], '-', query, 7)).toEqual(['xaa-bb', 'xcc']);
    expect(packQueries([], ',', query)).toEqual([]);
    expect(packQueries(['far too long'], ',', query, 3)).toEqual(['xfar too long']);
  });
});
