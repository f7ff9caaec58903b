import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TrackerError } from '../model/tracker-error.ts';
import { checkTarget, guardedLookup, parseAllow, type Resolve } from './egress.ts';

const check = (address: string, allow = '', port = 80) =>
  checkTarget({ host: 'tracker.example', address, port }, parseAllow(allow));

test.each([
  '127.0.0.1',
  '127.8.9.10',
  '0.0.0.0',
  '0.1.2.3',
  '169.254.169.254',
  '224.0.0.1',
  '255.255.255.255',
  '240.0.0.1',
  '::',
  '::1',
  'fe80::1',
  'ff02::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:169.254.169.254',
  '64:ff9b::7f00:1',
])('%s is refused', (address) => {
  expect(() => check(address)).toThrow(TrackerError);
});

test.each(['10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1', 'fd00::1', '93.184.215.14', '2606:4700::1111'])(
  '%s is allowed: trackers live on private networks too',
  (address) => expect(() => check(address)).not.toThrow(),
);

test('a refusal names host, address, port, the variable and the entry that would allow it', () => {
  expect(() => check('127.0.0.1', '', 3000)).toThrow(
    /tracker\.example is at 127\.0\.0\.1, port 3000.*add 127\.0\.0\.1\/32:3000 to LOCKSTEP_EGRESS_ALLOW/,
  );
  expect(() => check('::1', '', 443)).toThrow(/add ::1\/128:443 to/);
});

test('the entry that a refusal proposes allows exactly that', () => {
  const loopback = fc.integer({ min: 1, max: 0xfffffe }).map((n) => `127.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
  fc.assert(
    fc.property(loopback, fc.integer({ min: 1, max: 65_534 }), (address, port) => {
      expect(() => check(address, `${address}/32:${port}`, port)).not.toThrow();
      expect(() => check(address, `${address}/32:${port}`, port + 1)).toThrow(TrackerError);
    }),
  );
});

test('an entry without a port allows every port of its range', () => {
  expect(() => check('127.0.0.9', ' 127.0.0.0/8 , ::1/128', 8080)).not.toThrow();
  expect(() => check('::1', '127.0.0.0/8,::1/128', 1)).not.toThrow();
  expect(() => check('169.254.1.1', '127.0.0.0/8,::1/128')).toThrow(TrackerError);
});

test.each([
  '127.0.0.1',
  'localhost/8',
  '127.0.0.1/33',
  '::1/129',
  '127.0.0.1/32:0',
  '127.0.0.1/32:70000',
  '10.0.0.0/8:x',
])('the bad entry %s is named', (entry) =>
  expect(() => parseAllow(`10.0.0.0/8,${entry}`)).toThrow(`"${entry}" is not an address range`),
);

const resolveTo =
  (addresses: readonly string[]): Resolve =>
  (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

const lookedUp = (addresses: readonly string[], all: boolean) =>
  new Promise((resolve, reject) => {
    const lookup = guardedLookup(80, [], resolveTo(addresses));
    lookup('tracker.example', { all }, (error, found) => (error === null ? resolve(found) : reject(error)));
  });

test('a name is judged by every address it resolves to', async () => {
  await expect(lookedUp(['93.184.215.14', '127.0.0.1'], true)).rejects.toThrow('tracker.example is at 127.0.0.1');
  await expect(lookedUp(['93.184.215.14'], false)).resolves.toBe('93.184.215.14');
  await expect(lookedUp(['93.184.215.14'], true)).resolves.toEqual([{ address: '93.184.215.14', family: 4 }]);
});
