/**
 * The egress guard: which addresses this process connects to. It judges the resolved address at connect time, so neither
 * a DNS name nor an odd way to write an address (`2130706433`, `[::ffff:127.0.0.1]`) gets past it.
 * Private networks are allowed: trackers on the premises live there.
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { TrackerError } from '../model/tracker-error.ts';

/** What `LOCKSTEP_EGRESS_ALLOW` permits beyond the default. */
export type Allow = readonly AllowEntry[];

interface AllowEntry {
  readonly net: BlockList;
  /** Null allows every port. */
  readonly port: number | null;
}

export interface Target {
  /** The host as the settings name it. */
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

/** Where an endpoint resolves to. Node's `dns.lookup` by default; tests give their own. */
export type Resolve = (
  host: string,
  options: { readonly all: true },
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

const REFUSED = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  '64:ff9b::/96',
  '2002::/16',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function add(list: BlockList, cidr: string): BlockList {
  const [net = '', bits = ''] = cidr.split('/');
  list.addSubnet(net, Number(bits), familyOf(net));
  return list;
}

const refused = (address: string): boolean => DEFAULT_REFUSED.check(address, familyOf(address));
const DEFAULT_REFUSED = REFUSED.reduce(add, new BlockList());

/** Reads `CIDR[:port]`, separated by commas. Throws an error that names the bad entry. */
export function parseAllow(text: string): Allow {
  const entries = text.split(',').map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '').map(parseEntry);
}

/** The longest prefix per address family, by what `isIP` says. */
const WIDEST: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

const isPort = (port: string | undefined): boolean => port === undefined || (Number(port) > 0 && Number(port) < 65_536);

function parseEntry(entry: string): AllowEntry {
  const [, net = '', bits, port] = /^([^/]+)\/(\d{1,3})(?::(\d{1,5}))?$/.exec(entry) ?? [];
  const widest = WIDEST[isIP(net)] ?? -1;
  if (Number(bits ?? 0) > widest || !isPort(port)) {
    throw new Error(
      `LOCKSTEP_EGRESS_ALLOW: "${entry}" is not an address range. Write CIDR or CIDR:port, e.g. 127.0.0.1/32:3000 or ::1/128.`,
    );
  }
  return { net: add(new BlockList(), `${net}/${bits}`), port: port === undefined ? null : Number(port) };
}

/** Throws `settings` when this address is one we do not connect to. */
export function checkTarget({ host, address, port }: Target, allow: Allow): void {
  if (isIP(address) !== 0 && !refused(address)) return;
  const family = familyOf(address);
  if (allow.some((entry) => (entry.port ?? port) === port && entry.net.check(address, family))) return;
  const range = `${address}/${family === 'ipv6' ? 128 : 32}:${port}`;
  throw new TrackerError(
    'settings',
    `${host} is at ${address}, port ${port}: connections to loopback, link-local, multicast and metadata addresses are ` +
      `refused. If this is really the tracker, let the operator of this service add ${range} to LOCKSTEP_EGRESS_ALLOW.`,
  );
}

/** A `dns.lookup` that fails when any answer is an address we do not connect to. */
export function guardedLookup(port: number, allow: Allow, resolve: Resolve = systemLookup): LookupFunction {
  return (host, options, callback) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      const failure = error ?? firstRefusal(host, port, addresses, allow);
      const [first] = addresses ?? [];
      if (failure !== null) callback(failure, []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
}

function firstRefusal(host: string, port: number, addresses: readonly LookupAddress[], allow: Allow): Error | null {
  try {
    for (const { address } of addresses) checkTarget({ host, address, port }, allow);
    return null;
  } catch (error) {
    return error as Error;
  }
}
