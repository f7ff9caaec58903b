/** The log of changes: every work item once, at the place of its latest change. */
import type { Json } from '../../model/json.ts';
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { failed, failure } from './fake-json.ts';
import { itemJson } from './fake-json.ts';
import type { Call } from './fake-call.ts';
import { textOf, type Item, type Project } from './fake-world.ts';

/** `watermark;count;watermark;Kind`: only its first part matters here. */
const tokenAt = (watermark: number): string => `${watermark};1;${watermark};Discussion`;

/** A work item that was moved stands in the log of its new project only. */
export function readLog(call: Call, project: Project): FakeAnswer {
  const { world, query } = call;
  const token = query.get('continuationToken');
  const after = token === null ? 0 : Number(token.split(';')[0]);
  if (Number.isNaN(after) || (token !== null && after < world.forgottenUpTo))
    return failure(
      failed(400, 'ReportingRevisionsInvalidTokenException', `The continuation token ${token ?? ''} is not valid.`),
    );
  const start = query.get('startDateTime');
  const all = [...world.items.values()]
    .filter((item) => item.project === project && item.watermark > after)
    .filter((item) => query.get('includeDeleted') === 'true' || !item.deleted)
    .filter((item) => start === null || textOf(item, 'System.ChangedDate') > start)
    .toSorted((a, b) => a.watermark - b.watermark);
  const page = all.slice(0, world.logPage);
  const isLast = page.length === all.length;
  const cursor = tokenAt(isLast ? world.watermark : (page.at(-1)?.watermark ?? after));
  return jsonAnswer(200, {
    values: page.map((item) => rowOf(call, item)),
    nextLink: `${call.root}${call.path}?continuationToken=${cursor}`,
    continuationToken: cursor,
    isLastBatch: isLast,
  });
}

function rowOf({ world, root, query }: Call, item: Item): Record<string, Json> {
  const wanted = new Set((query.get('fields') ?? '').split(','));
  const { id, rev, fields } = itemJson(world, item, root, wanted);
  const deleted = item.deleted && wanted.has('System.IsDeleted') ? { 'System.IsDeleted': true } : {};
  return { id: id ?? null, rev: rev ?? null, fields: { ...(fields as Record<string, Json>), ...deleted } };
}
