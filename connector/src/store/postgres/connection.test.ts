import { describe, expect, it } from '@jest/globals';
import { readAddress } from './connection.js';

describe('reading a database address', () => {
  it('uses TLS without checking the certificate for a server elsewhere, as Heroku needs it', () => {
    expect(readAddress('postgres://u:p@ec2.example.com:5432/d')).toEqual({
      connectionString: 'postgres://u:p@ec2.example.com:5432/d',
      ssl: { rejectUnauthorized: false },
    });
  });

  it.each([
    'postgres://u@localhost/d',
    'postgres://u@127.0.0.1:5433/d',
    'postgres://u@[::1]/d',
    'postgres:///d?host=%2Frun%2Fpostgresql&user=u',
    'postgres://u@db/d?sslmode=disable',
  ])('uses no TLS for %s', (address) => {
    expect(readAddress(address).ssl).toBe(false);
  });

  it('uses TLS on this machine when the address asks for it, and keeps that word from the driver', () => {
    expect(readAddress('postgres://u@localhost/d?sslmode=require&application_name=x')).toEqual({
      connectionString: 'postgres://u@localhost/d?application_name=x',
      ssl: { rejectUnauthorized: false },
    });
  });

  it('leaves an address that wants the certificate checked as it is', () => {
    const address = 'postgres://u@db.example.com/d?sslmode=verify-full&sslrootcert=%2Fca.pem';
    expect(readAddress(address)).toEqual({ connectionString: address });
  });

  it('refuses what is no address without repeating it', () => {
    expect(() => readAddress('secret')).toThrow(expect.objectContaining({ code: 'DATABASE_UNREACHABLE' }));
    try {
      readAddress('secret');
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain('secret');
    }
  });
});
