// What the text of an Apex class says that its stand-in must say too: methods and members for components, and queries.
import type { ApexMethod } from '../../../src/salesforce/apex/methods.js';

type MethodFacts = Omit<ApexMethod, 'run' | 'parameters'> & {
  readonly parameters: readonly { readonly name: string; readonly type: string }[];
};

interface ClassFacts {
  readonly methods: readonly MethodFacts[];
  /** By class; inner ones after their class: `Outer.Inner`. */
  readonly members: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly queries: readonly string[];
}

const type = String.raw`[\w.]+(?:<[\w., ]+>)?`;
const methodPattern = new RegExp(
  String.raw`@AuraEnabled(?:\(([^)]*)\))?\s+public static (${type}) (\w+)\(([^)]*)\)`,
  'g',
);
const memberPattern = new RegExp(String.raw`@AuraEnabled\s+public (${type}) (\w+) \{ get;`, 'g');

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

/** The names of the classes around a place, outermost first. */
function classesAround(text: string, place: number): string[] {
  const open: (string | null)[] = [];
  for (const { index, 0: found, 1: name } of text.slice(0, place).matchAll(/\bclass (\w+)[^{]*\{|\{|\}/g)) {
    if (index >= place) break;
    if (found === '}') open.pop();
    else open.push(name ?? null);
  }
  return open.flatMap((name) => name ?? []);
}

function methodsIn(text: string): MethodFacts[] {
  return [...text.matchAll(methodPattern)].map(
    ({ index, 1: options = '', 2: returns = '', 3: name = '', 4: list = '' }) => ({
      apexClass: classesAround(text, index).join('.'),
      name,
      isCacheable: /cacheable\s*=\s*true/.test(options),
      returns,
      parameters: list
        .split(',')
        .map((one) => one.trim().split(/\s+/))
        .filter(([first]) => first !== '')
        .map(([of = '', called = '']) => ({ name: called, type: of })),
    }),
  );
}

/** Throws where the text shows something to components that is not understood here. */
export function factsOf(source: string): ClassFacts {
  const text = withoutComments(source);
  const methods = methodsIn(text);
  const members: Record<string, Record<string, string>> = {};
  const found = [...text.matchAll(memberPattern)];
  for (const { index, 1: of = '', 2: name = '' } of found) {
    (members[classesAround(text, index).join('.')] ??= {})[name] = of;
  }
  const marks = [...text.matchAll(/@AuraEnabled/g)].length;
  if (marks !== methods.length + found.length) throw new Error(`${marks} marks @AuraEnabled, not all are understood`);
  const queries = [...text.matchAll(/\[\s*(SELECT[\s\S]*?)\]/g)].map(([, soql = '']) =>
    soql.replace(/\s+/g, ' ').trim(),
  );
  return { methods, members, queries };
}

export interface StandIns {
  readonly methods: readonly ApexMethod[];
  readonly members: ClassFacts['members'];
  readonly queries: Readonly<Record<string, readonly string[]>>;
}

const shown = (method: MethodFacts): string => {
  const parameters = method.parameters.map((one) => `${one.type} ${one.name}`).join(', ');
  const mark = method.isCacheable ? 'cacheable ' : '';
  return `${mark}${method.returns} ${method.apexClass}.${method.name}(${parameters})`;
};

function missing(from: readonly string[], there: readonly string[], words: string): string[] {
  return from.filter((one) => !there.includes(one)).map((one) => `${words}: ${one}`);
}

function bothWays(apex: readonly string[], standIns: readonly string[]): string[] {
  return [...missing(apex, standIns, 'without stand-in'), ...missing(standIns, apex, 'not in Apex')];
}

/** Everything that is on one side alone. `classes` are the texts of all classes by name. */
export function differences(classes: Readonly<Record<string, string>>, standIns: StandIns): string[] {
  const facts = Object.entries(classes).map(([name, text]) => ({ name, ...factsOf(text) }));
  const memberLines = (members: ClassFacts['members']): string[] =>
    Object.entries(members).flatMap(([owner, ofOwner]) =>
      Object.entries(ofOwner).map(([name, of]) => `${of} ${owner}.${name}`),
    );
  const standIn = new Set([...standIns.methods.map(({ apexClass }) => apexClass), ...Object.keys(standIns.queries)]);
  const apexQueries = facts
    .filter(({ name, methods }) => standIn.has(name) || methods.length > 0)
    .flatMap(({ name, queries }) => queries.map((query) => `${name} ${query}`));
  const ownQueries = Object.entries(standIns.queries).flatMap(([name, queries]) =>
    queries.map((query) => `${name} ${query}`),
  );
  return [
    ...bothWays(
      facts.flatMap(({ methods }) => methods.map(shown)),
      standIns.methods.map(shown),
    ),
    ...bothWays(
      facts.flatMap(({ members }) => memberLines(members)),
      memberLines(standIns.members),
    ),
    ...bothWays(apexQueries, ownQueries),
  ];
}
