// What is special in the calendars of three of the demo people: events that were selected by category, subjects in
// other scripts, and in Salesforce what the product we replace has left and what people made there themselves.
import { addSeries, customers, oddEvent, type CalendarScene } from './demo-event-oddities.js';
import { agenda } from './demo-meeting-texts.js';
import { SHARED_ADDRESS, type Oddity } from './demo-oddities.js';
import { acquaintanceAsGuest, guest } from './diary.js';

/** The name of the category by which people select events, unless their configuration says otherwise. */
const SELECTED = ['Salesforce'];

/** Some of the ordinary meetings are selected too; of the odd ones, those that say so. */
export function addSelectedEvents(scene: CalendarScene): readonly Oddity[] {
  const { diary, meetings } = scene;
  diary.hands.addCategory('Salesforce');
  meetings.forEach(({ id }, index) => {
    if (index % 4 === 1) diary.hands.setCategories(id, SELECTED);
  });
  const slot = (day: number) => ({ day: diary.workday(day), time: '10:30', minutes: 60 });
  const review = diary.event(slot(5), {
    subject: '四半期レビュー（大阪）',
    location: { displayName: '会議室 梅田' },
    attendees: customers(scene, 2),
    categories: SELECTED,
    ...agenda(diary.chance),
  });
  const other = diary.event(slot(6), {
    subject: '工場見学',
    attendees: customers(scene),
    categories: ['Blue category'],
  });
  const own = diary.event(slot(7), { subject: '歯医者', sensitivity: 'private', categories: SELECTED });
  const series = addSeries(diary, { subject: '週次ミーティング', attendees: customers(scene), categories: SELECTED });
  return [
    oddEvent(diary, 'a selected meeting with a Japanese subject', review),
    oddEvent(diary, 'a meeting with another category', other),
    oddEvent(diary, 'a selected private event', own),
    oddEvent(diary, 'a selected series', series),
  ];
}

/** The first contact is one of the odd contacts, with a name in Greek. */
export function addEventsWithAndWithoutContacts(scene: CalendarScene): readonly Oddity[] {
  const { diary } = scene;
  const email = 'paolo.ferrante@lighthouse-tours.example';
  diary.lead({ firstName: 'Paolo', lastName: 'Ferrante', company: 'Lighthouse Tours', email });
  const meeting = (label: string, day: number, subject: string, attendees: readonly unknown[]): Oddity => {
    const slot = { day: diary.workday(day), time: '11:30', minutes: 45 };
    return oddEvent(diary, label, diary.event(slot, { subject, attendees, ...agenda(diary.chance) }));
  };
  return [
    meeting('a meeting with a Greek subject', 3, 'Συνάντηση για την προσφορά', [
      guest('Ελένη Παπαδάκη', 'e.papadaki@brightwater-ferries.example'),
    ]),
    meeting('a meeting with a lead', 4, 'Stand at the fair', [guest('Paolo Ferrante', email)]),
    meeting('a meeting with nobody who is known', 5, 'Landlord', [guest('Ida Grund', 'ida@house-and-yard.example')]),
    meeting('a meeting with an address that several contacts share', 6, 'Room for the fair', [
      guest('Reception', SHARED_ADDRESS),
    ]),
  ];
}

/** Every third meeting is in Salesforce already: same owner, subject, start and end, and nothing of ours. */
export function addEventsInSalesforce(scene: CalendarScene): readonly Oddity[] {
  const { diary, meetings, acquaintances } = scene;
  const odd = (label: string, id: string): Oddity => ({ ...oddEvent(diary, label, id), side: 'salesforce' });
  const left = meetings.filter((_, index) => index % 3 === 0);
  const leftovers = left.map(({ subject, slot, guests }, index) => {
    const whoId = guests.find(({ salesforceId }) => salesforceId !== null)?.salesforceId;
    const isTouched = index % 2 === 0 && whoId !== undefined;
    const more = isTouched ? { WhoId: whoId, Description: 'Wants a second offer. Call before the visit.' } : {};
    const label = `left by the product we replace${isTouched ? ', with notes and a contact' : ''}`;
    return odd(label, diary.inSalesforce(subject, diary.salesforceTimes(slot), more));
  });
  const subject = 'Inventory';
  const inOutlook = diary.allDay(22, 2, { subject, showAs: 'busy' });
  const inSalesforce = diary.inSalesforce(subject, diary.salesforceDays(22, 2));
  const own = { day: diary.workday(23), time: '09:00', minutes: 30 };
  const known = acquaintances.find(({ salesforceId }) => salesforceId !== null);
  const whoId = known?.salesforceId ?? null;
  const visit = diary.event(own, {
    subject: 'Contract talk',
    attendees: known === undefined ? [] : [acquaintanceAsGuest(known)],
  });
  const later = diary.salesforceTimes({ ...own, time: '10:00' });
  return [
    ...leftovers,
    oddEvent(diary, 'an all-day event that is in Salesforce already', inOutlook),
    odd('an all-day event left by the product we replace', inSalesforce),
    oddEvent(diary, 'a meeting whose subject Salesforce has at another time', visit),
    odd('made in Salesforce alone, with the subject of another meeting', diary.inSalesforce('Contract talk', later)),
    odd(
      'made in Salesforce alone, with a contact',
      diary.inSalesforce('Call back', diary.salesforceTimes({ ...own, day: own.day + 1 }), { WhoId: whoId }),
    ),
    oddEvent(
      diary,
      'a private event',
      diary.event({ ...own, time: '17:00' }, { subject: 'School play', sensitivity: 'private' }),
    ),
  ];
}
