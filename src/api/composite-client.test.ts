/** `composite/` as published helpers use it: fifty calls at a time, sorted out by reference, the failed ones tried once more. */
import { expect, test } from 'vitest';
import { aProject, startApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

interface Call {
  readonly reference_id: string;
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}
interface Result {
  readonly reference_id: string;
  readonly http_status_code: number;
  readonly body: unknown;
}

type Post = (calls: readonly Call[]) => Promise<{ readonly composite_response?: readonly Result[] }>;

/** What the helper does: the outer status tells it nothing, a missing answer is a failure. */
async function helper(calls: readonly Call[], post: Post): Promise<Map<string, number>> {
  const once = async (some: readonly Call[]): Promise<[string, number][]> => {
    const answers = new Map((await post(some)).composite_response?.map((one) => [one.reference_id, one]));
    return some.map(({ reference_id }) => [reference_id, answers.get(reference_id)?.http_status_code ?? 0]);
  };
  const results = new Map<string, number>();
  for (let at = 0; at < calls.length; at += 50) {
    for (const [id, status] of await once(calls.slice(at, at + 50))) results.set(id, status);
  }
  const failed = calls.filter(({ reference_id }) => (results.get(reference_id) ?? 0) >= 300);
  if (failed.length > 0) for (const [id, status] of await once(failed)) results.set(id, status);
  return results;
}

test('notes by the dozen: each reference is answered once, and one bad call spoils no other', async () => {
  const api = await startApi(await freshDatabase());
  const project = await aProject(api);
  const task = { title: 'Noted', text: '', priority: 5, phase: 'X1' };
  const { task_id } = (await api.call('POST', `projects/${project}/tasks/`, task)).body;
  const notes = `projects/${project}/tasks/${task_id}/notes/`;
  const calls: Call[] = Array.from({ length: 70 }, (_, nr) => ({
    reference_id: `note-${nr}`,
    method: 'POST',
    path: `/api/v2/${notes}`,
    body: nr === 7 ? {} : { text: `Note ${nr}` },
  }));
  calls.push({
    reference_id: 'read',
    method: 'GET',
    path: `/api/v2/projects/${project}/tasks/${task_id}/?expand=status`,
  });
  const sizes: number[] = [];
  const results = await helper(calls, async (composite_request) => {
    sizes.push(composite_request.length);
    const request = { all_or_none: false, strict_ref_checking: false, composite_request };
    return (await api.call('POST', 'composite/', request)).body;
  });
  expect(sizes).toEqual([50, 21, 1]);
  expect(results.size).toBe(71);
  expect([...results].filter(([, status]) => status >= 300)).toEqual([['note-7', 400]]);
  const texts = (await api.call('GET', notes)).body.results.map((note: { text: string }) => note.text);
  expect(new Set(texts).size).toBe(69);
  expect(texts).toHaveLength(69);
});
