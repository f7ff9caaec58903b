/**
 * What changes, told to everybody who watches. One query a second for all clients of this process, and none while nobody
 * watches: that works with any number of processes, because they meet in the database.
 */
import { MINUTE, SECOND } from '../model/instant.ts';
import { liveRows, projectsByUser, type LiveRow } from '../store/live.ts';
import type { ServerDeps } from './deps.ts';

export interface Client {
  /** Sees only the projects of this member; null sees all. */
  readonly viewer: number | null;
  /** Writes text; false when the client is too slow and was let go. */
  send(text: string): boolean;
  end(): void;
}

interface Told {
  readonly id: string;
  readonly project: number;
  readonly text: string;
}

const KEPT = 500;
/** Clocks of several processes differ a little, and a transaction becomes visible after its time. */
const OVERLAP = 2 * MINUTE;
const HEARTBEAT_EVERY = 15;

type HubDeps = Pick<ServerDeps, 'db' | 'now' | 'newId' | 'logger'>;

/** Does the work once a second until it is told to stop. */
export type Repeat = (work: () => void) => () => void;

export const everySecond: Repeat = (work) => {
  const timer = setInterval(work, SECOND);
  return () => clearInterval(timer);
};

export class EventHub {
  readonly #deps: HubDeps;
  readonly #repeat: Repeat;
  readonly #clients = new Set<Client>();
  #stopRepeating: (() => void) | null = null;
  /** Of this stretch of watching: an id of an earlier one means that something may have been missed. */
  #stretch = '';
  #count = 0;
  #ticks = 0;
  #known: ReadonlyMap<string, string> | null = null;
  #told: Told[] = [];
  #busy = false;

  constructor(deps: HubDeps, repeat: Repeat) {
    this.#deps = deps;
    this.#repeat = repeat;
  }

  /** Tells the client what it missed since `lastId`, or that it has to look at everything again; then what comes. */
  async join(client: Client, lastId: string | null): Promise<void> {
    if (this.#stopRepeating === null) await this.#start();
    const missed = lastId === null ? [] : this.#after(lastId);
    this.#clients.add(client);
    const greeted = client.send(missed === null ? 'event: resync\ndata: {}\n\n' : 'retry: 2000\n\n');
    if (!greeted) return this.leave(client); // gone while we looked
    await this.#deliver(missed ?? [], [client]);
  }

  leave(client: Client): void {
    this.#clients.delete(client);
    if (this.#clients.size === 0) this.#stop();
  }

  /** Ends every stream. */
  close(): void {
    for (const client of this.#clients) client.end();
    this.#clients.clear();
    this.#stop();
  }

  /** From what is so now: whoever reads everything after this misses nothing. */
  async #start(): Promise<void> {
    this.#stretch = this.#deps.newId();
    this.#known = null;
    this.#told = [];
    this.#stopRepeating = this.#repeat(() => void this.tick());
    await this.tick();
  }

  #stop(): void {
    this.#stopRepeating?.();
    this.#stopRepeating = null;
  }

  /** What was told after this id; null when that is not known any more. */
  #after(lastId: string): readonly Told[] | null {
    const at = this.#told.findIndex(({ id }) => id === lastId);
    return at < 0 ? null : this.#told.slice(at + 1);
  }

  /** Looks once. The first look of a stretch only learns how things are. */
  async tick(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#look();
    } catch (error) {
      this.#deps.logger?.warn({ err: error }, 'events: the database could not be asked');
    } finally {
      this.#busy = false;
    }
  }

  async #look(): Promise<void> {
    this.#ticks += 1;
    if (this.#ticks % HEARTBEAT_EVERY === 0) for (const client of this.#clients) client.send(': heartbeat\n\n');
    const rows = await liveRows(this.#deps.db, new Date(this.#deps.now() - OVERLAP));
    const before = this.#known;
    this.#known = new Map(rows.map((row) => [keyOf(row), JSON.stringify(row.data)]));
    if (before === null) return;
    const news = rows
      .filter((row) => before.get(keyOf(row)) !== JSON.stringify(row.data))
      .map((row) => this.#tell(row));
    this.#told = [...this.#told, ...news].slice(-KEPT);
    await this.#deliver(news, [...this.#clients]);
  }

  #tell({ kind, id, project_id: project, data }: LiveRow): Told {
    this.#count += 1;
    const name = `${this.#stretch}-${this.#count}`;
    const told = JSON.stringify({ id, project, ...data });
    return { id: name, project, text: `id: ${name}\nevent: ${kind}\ndata: ${told}\n\n` };
  }

  /** Asked anew each time, so that nobody hears of a project that they left. */
  async #deliver(news: readonly Told[], clients: readonly Client[]): Promise<void> {
    if (news.length === 0) return;
    const viewers = [...new Set(clients.flatMap(({ viewer }) => viewer ?? []))];
    const projects = await projectsByUser(this.#deps.db, viewers);
    for (const client of clients) {
      const seen = client.viewer === null ? null : (projects.get(client.viewer) ?? new Set<number>());
      const text = news.filter(({ project }) => seen?.has(project) ?? true).map((one) => one.text);
      if (text.length > 0 && !client.send(text.join(''))) this.leave(client);
    }
  }
}

const keyOf = ({ kind, id }: LiveRow): string => `${kind} ${id}`;
