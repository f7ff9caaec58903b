/**
 * A ServiceNow in memory with its traps: query parts that it does not understand are left out, columns that nobody may write
 * are dropped without a word, arrays are cut to their first record, pages shrink by what is hidden while the total counts it,
 * journals are written in one place and read in another, times have no zone. Time and chance are arguments.
 */
import type { Instant } from '../../model/instant.ts';
import { Faults, jsonAnswer, type Fake, type FakeAnswer, type FakeRequest, type Trouble } from '../fake.ts';
import { answer } from './fake-routes.ts';
import {
  emptyWorld,
  insert,
  tableNamed,
  timeText,
  type FakeAccount,
  type FakeRecord,
  type FakeWorld,
} from './fake-world.ts';
import { write } from './fake-write.ts';

/** Writes that ServiceNow will not take, in its words. */
export const refusing = (words: string): Trouble => ({
  when: 'instead',
  answer: jsonAnswer(403, { error: { message: 'Operation Failed', detail: words }, status: 'failure' }),
});

const PERSON: FakeAccount = { name: 'ann', password: '', key: '', email: 'ann@example.com', role: 'admin' };

export class FakeServiceNow implements Fake {
  /** Everything it remembers; tests and the demo change it as people would. */
  readonly world: FakeWorld = emptyWorld();
  readonly faults = new Faults();
  readonly #now: () => Instant;
  readonly #random: () => number;

  /** `random`: 0 ≤ x < 1, for API keys. */
  constructor(now: () => Instant, random: () => number) {
    this.#now = now;
    this.#random = random;
  }

  handle(request: FakeRequest): FakeAnswer {
    return this.faults.meet(request.method, () => answer(this.world, request, this.#now()));
  }

  addAccount(name: string, role: FakeAccount['role'] = 'itil'): FakeAccount {
    const key = `now_${Array.from({ length: 32 }, () => Math.floor(this.#random() * 36).toString(36)).join('')}`;
    const account: FakeAccount = { name, role, key, password: 'secret', email: `${name}@example.com` };
    this.world.accounts.push(account);
    insert(this.world, tableNamed(this.world, 'sys_user'), { user_name: name, email: account.email });
    return account;
  }

  /** A record of a table, made by a person. */
  add(table: string, values: Readonly<Record<string, string>>): FakeRecord {
    const at = timeText(this.#now());
    return insert(this.world, tableNamed(this.world, table), {
      sys_created_on: at,
      sys_updated_on: at,
      state: '1',
      ...values,
    });
  }

  tasks(): readonly FakeRecord[] {
    return [...tableNamed(this.world, 'change_task').records.values()];
  }

  /** What a person does in the browser, past every right. */
  edit(id: string, values: Readonly<Record<string, string>>): void {
    const table = tableNamed(this.world, 'change_task');
    write({ world: this.world, account: PERSON, now: this.#now() }, table, this.task(id), values);
  }

  setState(id: string, label: string): void {
    const choices = [...tableNamed(this.world, 'sys_choice').records.values()];
    const state = choices.find(({ values }) => values.get('element') === 'state' && values.get('label') === label);
    this.edit(id, { state: state?.values.get('value') ?? '' });
  }

  remove(id: string): void {
    tableNamed(this.world, 'change_task').records.delete(id);
  }

  /** A copy with everything that "Insert and Stay" copies, our mark included. */
  copy(id: string): string {
    const { values } = this.task(id);
    const { sys_id: _id, number: _number, ...rest } = Object.fromEntries(values);
    return this.add('change_task', rest).id;
  }

  journal(id: string, element = 'work_notes'): readonly string[] {
    return [...tableNamed(this.world, 'sys_journal_field').records.values()]
      .filter(({ values }) => values.get('element_id') === id && values.get('element') === element)
      .map(({ values }) => values.get('value') ?? '');
  }

  task(id: string): FakeRecord {
    const found = tableNamed(this.world, 'change_task').records.get(id);
    if (found === undefined) throw new Error(`the fake has no change task ${id}`);
    return found;
  }
}
