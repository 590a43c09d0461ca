import { describe, expect, it } from '@jest/globals';
import { limits } from '../../core/limits.js';
import { configurationQuery } from './configurations.js';
import { encodeQuery } from '../read/soql.js';

describe('the query for configurations', () => {
  it('asks for contact and event settings and leaves most of a URI free', () => {
    expect(configurationQuery.soql).toContain('Contact_Direction__c');
    expect(configurationQuery.soql).toContain('Event_Direction__c');
    expect(encodeQuery(configurationQuery.soql).length).toBeLessThan(limits.salesforceQueryBytesMax / 4);
  });
});
