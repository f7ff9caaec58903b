/** Random workflows: a status that can be reached is reached, in the fewest steps where the workflow is known. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Issue } from '../../model/issue.ts';
import type { TrackerError } from '../../model/tracker-error.ts';
import type { Send } from '../../model/transport.ts';
import { Learned } from './learned.ts';
import type { View } from './native.ts';
import { PARAM } from './params.ts';
import { jiraSettings } from './settings.ts';
import { walk } from './walk.ts';

interface Graph {
  readonly from: number;
  readonly to: number;
  /** The screen asks for something that nobody gives. */
  readonly blocked?: boolean;
}

const nameOf = (status: number): string => `S${status}`;
const CATEGORIES = ['new', 'indeterminate', 'done'];
const STATUSES = 8;

/** A Jira that consists of one workflow and its issues. */
class TinyJira {
  readonly edges: readonly Graph[];
  readonly statuses = new Map<string, number>();
  asked = 0;
  moved = 0;

  constructor(edges: readonly Graph[]) {
    this.edges = edges;
  }

  readonly send: Send = ({ method, path, body }) => {
    if (path.endsWith('/workflows')) return answer(200, this.#workflows());
    const id = path.split('/').at(-2) ?? '';
    const status = this.statuses.get(id) ?? 0;
    if (method === 'GET') {
      this.asked += 1;
      return answer(200, { transitions: this.#from(status) });
    }
    const wanted = (body as { transition: { id: string } }).transition.id;
    const edge = this.edges[Number(wanted)];
    if (edge?.from !== status || edge.blocked === true)
      return answer(400, { errorMessages: ['It seems not.'], errors: {} });
    this.moved += 1;
    this.statuses.set(id, edge.to);
    return answer(204, null);
  };

  #from(status: number): unknown {
    return this.edges.flatMap(({ from, to, blocked }, at) =>
      from === status ? [{ id: String(at), name: `to ${to}`, to: statusOf(to), fields: blocked ? SCREEN : {} }] : [],
    );
  }

  #workflows(): unknown {
    return {
      statuses: Array.from({ length: STATUSES }, (_, at) => ({ name: nameOf(at), statusReference: `r${at}` })),
      workflows: [
        {
          transitions: this.edges.map(({ from, to }, at) => ({
            id: String(at),
            name: `to ${to}`,
            type: 'DIRECTED',
            toStatusReference: `r${to}`,
            links: [{ fromStatusReference: `r${from}` }],
          })),
        },
      ],
    };
  }

  /** The fewest steps; null when there is no way. */
  steps(from: number, to: number): number | null {
    let reached = new Set([from]);
    for (let steps = 0; steps <= STATUSES; steps += 1) {
      if (reached.has(to)) return steps;
      reached = new Set([...reached, ...this.edges.filter((edge) => reached.has(edge.from)).map((edge) => edge.to)]);
    }
    return null;
  }
}

const SCREEN = { customfield_1: { name: 'Root cause', required: true, schema: { type: 'string' } } };

const statusOf = (status: number): unknown => ({
  id: String(status),
  name: nameOf(status),
  statusCategory: { key: CATEGORIES[Math.min(2, Math.floor(status / 3))] },
});

const answer = async (status: number, body: unknown) => ({ status, body, headers: {}, text: '' });

function viewOf(jira: TinyJira, may: readonly string[], params: Record<string, string> = {}): View {
  const statuses = Array.from({ length: STATUSES }, (_, at) => statusOf(at) as { id: string; name: string });
  const native = {
    may,
    statuses: statuses.map((one) => ({ ...one, category: '' })),
    fields: [],
    issueType: { id: '1', name: 'Bug' },
  };
  return {
    api: { send: jira.send, cloud: true },
    native: native as unknown as View['native'],
    bodies: new Map(),
    settings: jiraSettings({ [PARAM.server]: 'site.atlassian.net', [PARAM.project]: 'PAY', ...params }),
  };
}

function issueAt(jira: TinyJira, status: number, id = '1'): Issue {
  jira.statuses.set(id, status);
  return { id, key: `PAY-${id}`, fields: { status: nameOf(status) } } as unknown as Issue;
}

const go = (view: View, learned: Learned, issue: Issue, to: number): Promise<TrackerError | null> =>
  walk(view, learned, { issue, target: nameOf(to), comment: null });

test('what is only on the way is told before it is taken', async () => {
  const jira = new TinyJira([
    { from: 0, to: 3 },
    { from: 3, to: 6 },
  ]);
  const told: (readonly [step: string, then: number | undefined])[] = [];
  const passing = async (step: string) => void told.push([step, jira.statuses.get('1')]);
  const move = { issue: issueAt(jira, 0), target: nameOf(6), comment: null, passing };
  expect(await walk(viewOf(jira, []), new Learned(), move)).toBeNull();
  expect(told).toEqual([[nameOf(3), 0]]);
});

const status = fc.nat(STATUSES - 1);
const edges = fc.array(fc.record({ from: status, to: status }), { maxLength: 18 });

describe('on any workflow', () => {
  test('that is known, what can be reached is reached in the fewest steps; otherwise one error, and the issue stays', async () => {
    await fc.assert(
      fc.asyncProperty(edges, status, status, async (graph, from, to) => {
        const jira = new TinyJira(graph);
        const error = await go(viewOf(jira, ['ADMINISTER_PROJECTS']), new Learned(), issueAt(jira, from), to);
        const fewest = jira.steps(from, to);
        if (fewest !== null) {
          expect([error, jira.statuses.get('1'), jira.moved]).toEqual([null, to, fewest]);
        } else {
          expect(error).toMatchObject({ kind: 'refused', param: 'sde_status_map' });
          expect(error?.message).toContain(`"${nameOf(to)}"`);
          expect(jira.moved).toBe(0);
        }
      }),
    );
  });

  test('that must be explored, it is reached or there is one error that names where the issue is', async () => {
    await fc.assert(
      fc.asyncProperty(edges, status, status, async (graph, from, to) => {
        const jira = new TinyJira(graph);
        const error = await go(viewOf(jira, []), new Learned(), issueAt(jira, from), to);
        const now = jira.statuses.get('1') ?? -1;
        expect(jira.moved).toBeLessThanOrEqual(5);
        if (error === null) expect(now).toBe(to);
        else {
          expect(error.kind).toBe('refused');
          expect(error.message).toContain(`"${nameOf(now)}"`);
          expect(error.message).toContain(`"${nameOf(to)}"`);
          expect(now).not.toBe(to);
        }
        if (jira.steps(from, to) === 1) expect(error).toBeNull();
        if (jira.steps(from, to) === null) expect(error).not.toBeNull();
      }),
    );
  });

  test('nobody asks twice what is offered in a status', async () => {
    await fc.assert(
      fc.asyncProperty(edges, fc.array(status, { maxLength: 12 }), status, async (graph, starts, to) => {
        const jira = new TinyJira(graph);
        const [view, learned] = [viewOf(jira, []), new Learned()];
        for (const [at, from] of starts.entries()) await go(view, learned, issueAt(jira, from, String(at)), to);
        expect(jira.asked).toBeLessThanOrEqual(STATUSES);
      }),
    );
  });
});

test('where the way must be looked for, an end that is not the wanted one is tried last', async () => {
  const jira = new TinyJira([
    { from: 0, to: 6 },
    { from: 0, to: 3 },
    { from: 3, to: 7 },
    { from: 6, to: 0 },
  ]);
  expect(await go(viewOf(jira, []), new Learned(), issueAt(jira, 0), 7)).toBeNull();
});

test('a way whose screen asks for something unknown is gone around', async () => {
  const jira = new TinyJira([
    { from: 0, to: 1, blocked: true },
    { from: 0, to: 2 },
    { from: 1, to: 6 },
    { from: 2, to: 6 },
  ]);
  expect(await go(viewOf(jira, []), new Learned(), issueAt(jira, 0), 6)).toBeNull();
});

test('a screen that asks for something unknown on the only way is named, with the parameter that gives it', async () => {
  const jira = new TinyJira([{ from: 0, to: 1, blocked: true }]);
  const error = await go(viewOf(jira, []), new Learned(), issueAt(jira, 0), 1);
  expect(error).toMatchObject({ kind: 'refused', param: 'jira_transition_fields' });
  expect(error?.message).toBe(
    'Transition "to 1" asks for the field "Root cause": give it a value in jira_transition_fields.',
  );
});

test('what another issue was offered is asked anew when it does not hold for this one', async () => {
  const jira = new TinyJira([{ from: 0, to: 1 }]);
  const [view, learned] = [viewOf(jira, []), new Learned()];
  expect(await go(view, learned, issueAt(jira, 0, '1'), 1)).toBeNull();
  const other = new TinyJira([
    { from: 3, to: 4 },
    { from: 0, to: 1 },
  ]);
  const elsewhere = { ...view, api: { ...view.api, send: other.send } };
  expect(await go(elsewhere, learned, issueAt(other, 0, '2'), 1)).toBeNull();
  expect(other.statuses.get('2')).toBe(1);
});
