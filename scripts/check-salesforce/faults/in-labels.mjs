// Faults of labels, and of what names them, that the check must find.
import { xml } from './in-metadata.mjs';
import { labels } from '../labels.mjs';

/** @typedef {import('./planted.mjs').Fault} Fault */

/**
 * @param {string} name
 * @param {string} value
 * @param {string} about
 */
function label(name, value, about = 'Planted.') {
  const description = `<shortDescription>${about}</shortDescription>`;
  return `<labels><fullName>${name}</fullName>${description}<value>${value}</value></labels>`;
}

/**
 * A file of labels beside that of the package.
 * @param {string} name
 * @param {readonly string[]} inside
 * @param {string} says
 * @returns {Fault}
 */
function file(name, inside, says) {
  return { file: `labels/${name}.labels-meta.xml`, text: xml('CustomLabels', inside.join('')), says };
}

/**
 * A class that says something.
 * @param {string} name
 * @param {string} words
 * @param {string} says
 * @param {string} head
 * @returns {Fault}
 */
function speaker(name, words, says, head = 'public with sharing') {
  const text = `${head} class ${name} {
    public static String say() {
        return ${words};
    }
}
`;
  return { file: `classes/${name}.cls`, text, says };
}

/** @type {readonly Fault[]} */
const LABEL_FAULTS = [
  file('PlantedName', [label('Planted_Bare', 'Bare.')], 'Planted_Bare does not begin with Exchange_Sync_'),
  file('PlantedUnsaid', [label('Exchange_Sync_Unsaid', 'Nobody.')], 'Exchange_Sync_Unsaid is said nowhere'),
  file('PlantedTested', [label('Exchange_Sync_Tested', 'Tests.')], 'Exchange_Sync_Tested is said nowhere'),
  file('PlantedLong', [label('Exchange_Sync_Long', 'x'.repeat(1001))], 'Exchange_Sync_Long has 1001 characters'),
  file('PlantedMute', [label('Exchange_Sync_Mute', 'Hm.', '')], 'a short description of 0 characters'),
  file('PlantedWordy', [label('Exchange_Sync_Wordy', 'Hm.', 'x'.repeat(81))], 'a short description of 81 characters'),
  file('PlantedPlace', [label('Exchange_Sync_Place', 'Not {0}.')], 'does not say what {0} is'),
  file('PlantedGap', [label('Exchange_Sync_Gap', '{1}.', '{1}: it.')], 'Exchange_Sync_Gap holds {1}'),
  file(
    'PlantedTurned',
    [label('Exchange_Sync_Turned', '{1} and {0}.', '{0}: one. {1}: two.')],
    'Exchange_Sync_Turned holds {1}, {0}',
  ),
  file(
    'PlantedApostrophe',
    [label('Exchange_Sync_Apostrophe', "{0} isn't there.", '{0}: it.')],
    'Exchange_Sync_Apostrophe is filled in, and holds an apostrophe or a brace',
  ),
  file(
    'PlantedBrace',
    [label('Exchange_Sync_Brace', '{0} is no {"a": 1}.', '{0}: it.')],
    'Exchange_Sync_Brace is filled in, and holds an apostrophe or a brace',
  ),
  file(
    'PlantedTwice',
    [label('Exchange_Sync_Twice', 'One.'), label('Exchange_Sync_Twice', 'Two.')],
    'Exchange_Sync_Twice stands twice',
  ),
  file(
    'PlantedOrder',
    [label('Exchange_Sync_B', 'B.'), label('Exchange_Sync_A', 'A.')],
    'Exchange_Sync_A stands after Exchange_Sync_B',
  ),
  speaker('PlantedNowhere', 'System.Label.Exchange_Sync_Nowhere', 'Exchange_Sync_Nowhere is no label'),
  speaker('PlantedOpen', 'Label.Exchange_Sync_Place', 'Exchange_Sync_Place is said with open placeholders'),
  speaker(
    'PlantedFilled',
    'String.format(System.Label.Exchange_Sync_Mute, new List<Object>{ 1 })',
    'Exchange_Sync_Mute has no placeholder to fill in',
  ),
  speaker('PlantedSentence', "'You may not do this.'", 'says "You may not do this." in Apex itself'),
  speaker(
    'PlantedTest',
    'System.Label.Exchange_Sync_Tested + System.Label.Exchange_Sync_Lost',
    'Exchange_Sync_Lost is no label',
    '@IsTest\nprivate',
  ),
  {
    file: 'lwc/planted/planted.js',
    text: "import words from '@salesforce/label/c.Exchange_Sync_Lost';\n",
    says: 'Exchange_Sync_Lost is no label',
  },
];

/** @type {readonly (readonly [import('../findings.mjs').Check, readonly Fault[]])[]} */
export const FAULTS_IN_LABELS = [[labels, LABEL_FAULTS]];
