import { describe, expect, it } from '@jest/globals';
import { addressed, eventOf, offer } from '../../../test/support/core-events.js';
import type { GraphEvent } from './model.js';
import { domainOf, exchangeEventFromGraph, isOfDomain } from './read.js';

/** The offer, without one of its properties. */
function without(property: keyof GraphEvent): GraphEvent {
  const { [property]: _, ...rest } = offer;
  return rest as GraphEvent;
}

describe('an event as Graph tells it', () => {
  it('without times is nothing that anything could follow from', () => {
    expect(exchangeEventFromGraph(without('start'))).toBeNull();
    expect(exchangeEventFromGraph({ ...offer, end: {} })).toBeNull();
  });

  it.each([
    ['normal', false],
    ['private', true],
    ['personal', true],
    ['confidential', true],
    ['a word of tomorrow', true],
  ])('of the sensitivity %s is private: %s (F26)', (sensitivity, isPrivate) => {
    expect(eventOf({ sensitivity }).isPrivate).toBe(isPrivate);
  });

  it('that says nothing of its sensitivity is private', () => {
    expect(exchangeEventFromGraph(without('sensitivity'))?.isPrivate).toBe(true);
  });

  it.each([
    ['singleInstance', 'single'],
    ['occurrence', 'instance'],
    ['exception', 'instance'],
    ['seriesMaster', 'series'],
  ] as const)('of the type %s is of the kind %s', (type, kind) => {
    expect(eventOf({ type }).kind).toBe(kind);
  });

  it("is declined by the person's own answer alone", () => {
    expect(eventOf({ responseStatus: { response: 'declined' } }).isDeclined).toBe(true);
    for (const response of ['accepted', 'tentativelyAccepted', 'notResponded', 'none', 'organizer']) {
      expect(eventOf({ responseStatus: { response } }).isDeclined).toBe(false);
    }
    expect(eventOf({ responseStatus: null }).isDeclined).toBe(false);
  });

  it('is cancelled where Graph says so, whatever the subject looks like', () => {
    expect(eventOf({ isCancelled: true }).isCancelled).toBe(true);
    expect(eventOf({ subject: 'Canceled: The offer' }).isCancelled).toBe(false);
  });

  it('is free only where it is shown as free', () => {
    const shown = ['free', 'tentative', 'busy', 'oof', 'workingElsewhere', 'unknown'];
    expect(shown.filter((showAs) => eventOf({ showAs }).isFree)).toEqual(['free']);
  });

  it('names each address once, in lower case, the organizer first', () => {
    const attendees = [addressed('Carla@Stein.example'), addressed(' ANNA@berg.example '), addressed('b@x.example')];
    expect(eventOf({ attendees }).addresses).toEqual(['anna@berg.example', 'carla@stein.example', 'b@x.example']);
  });

  it("counts neither rooms nor Exchange's own form of an address nor somebody without one", () => {
    const attendees = [
      addressed('room4@berg.example', 'resource'),
      addressed('/o=Berg/ou=First/cn=Recipients/cn=dora'),
      addressed(''),
      { type: 'required', emailAddress: null },
      { type: 'required' },
    ];
    expect(eventOf({ attendees }).addresses).toEqual(['anna@berg.example']);
    expect(eventOf({ organizer: null, attendees: [] }).addresses).toEqual([]);
  });

  it('tells its calendar where it was read by id, and does not in a page of changes', () => {
    const link = "https://graph.microsoft.com/v1.0/users('anna')/calendars('AAMkAGI%3D')";
    expect(eventOf({ 'calendar@odata.navigationLink': link }).calendarId).toBe('AAMkAGI=');
    expect(eventOf().calendarId).toBeNull();
    expect(eventOf({ 'calendar@odata.navigationLink': `${link}/events` }).calendarId).toBeNull();
  });

  it('has an empty version and uid where Graph has none', () => {
    expect(exchangeEventFromGraph(without('changeKey'))?.version).toBe('');
    expect(exchangeEventFromGraph(without('iCalUId'))?.uid).toBe('');
    expect(eventOf()).toMatchObject({ id: offer.id, version: 'version-1', uid: offer.iCalUId, kind: 'single' });
  });
});

describe('a domain', () => {
  it('stands for its subdomains, and not for names that merely end alike', () => {
    expect(isOfDomain('carla@stein.example', ['stein.example'])).toBe(true);
    expect(isOfDomain('carla@north.stein.example', ['stein.example'])).toBe(true);
    expect(isOfDomain('carla@edelstein.example', ['stein.example'])).toBe(false);
    expect(isOfDomain('carla@stein.example', ['north.stein.example'])).toBe(false);
    expect(isOfDomain('carla@stein.example', [])).toBe(false);
  });

  it('is what stands behind the last @ of an address', () => {
    expect(domainOf('"a@b"@stein.example')).toBe('stein.example');
  });
});
