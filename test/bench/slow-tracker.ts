/**
 * A process of its own with a stage's fake on a loopback port, every answer held back. `fork`ed with the stage's name and the
 * milliseconds; tells how to get in, and, when asked, for how long somebody waited for it since it was asked last.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Secret } from '../../src/model/secret.ts';
import { serveFake } from '../../src/trackers/fake-server.ts';
import type { FakeAnswer, FakeRequest } from '../../src/trackers/fake.ts';
import { STAGES } from '../systems/stages.ts';

/** Where it is, and the parameters with their secrets in clear: there is nothing to keep secret. */
export interface Ready {
  readonly url: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Milliseconds in which at least one request was with the tracker. */
export type Busy = number;

const [name, delay = '0'] = process.argv.slice(2);
const stage = STAGES.find((one) => one.name === name);
if (stage === undefined || process.send === undefined) throw new Error('fork it with the name of a stage');
const { fake, params } = stage.serve({ clock: () => Date.now(), random: () => Math.random(), indexLag: 0 });
let [busy, until] = [0, 0];

/** Requests come one after the other, so their times with the tracker overlap in order. */
const held = async (request: FakeRequest): Promise<FakeAnswer> => {
  const begun = performance.now();
  const answer = fake.handle(request);
  const ends = performance.now() + Number(delay);
  busy += Math.max(0, ends - Math.max(begun, until));
  until = Math.max(until, ends);
  await sleep(Number(delay));
  return answer;
};

const { url } = await serveFake(fake, held);
const entries = Object.entries(params);
const secrets = entries.flatMap(([key, value]) => (value instanceof Secret ? [[key, value.reveal()]] : []));
const open = entries.filter(([, value]) => !(value instanceof Secret));
process.send({ url, params: Object.fromEntries(open), secrets: Object.fromEntries(secrets) } satisfies Ready);
process.on('message', () => {
  process.send?.(busy satisfies Busy);
  busy = 0;
});
process.on('disconnect', () => process.exit());
