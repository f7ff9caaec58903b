/** Finding, reading and writing work items in the fake. */
import { jsonAnswer, type FakeAnswer } from '../fake.ts';
import { inWork, NOBODY, visible, withItem, type Call } from './fake-call.ts';
import { failed, failure, itemJson, listed, notThere } from './fake-json.ts';
import { createItem, updateItem, type FakeOp } from './fake-patch.ts';
import { isKnown, QueryError, testOf } from './fake-query.ts';
import { mayWrite, textOf, type Item } from './fake-world.ts';

export function query(call: Call): FakeAnswer {
  const { world, body, query: asked } = call;
  if (call.account.scopes.work === 'none') return NOBODY;
  const text = (body as { readonly query?: string }).query ?? '';
  try {
    const test = testOf(text);
    const odd = [...text.matchAll(/\[([^\]]+)\]/g)].map(([, name = '']) => name).find((name) => !isKnown(world, name));
    if (odd !== undefined) throw new QueryError(`TF51005: The query references a field that does not exist: ${odd}.`);
    const ids = [...world.items.keys()]
      .filter((id) => isHit(call, id, test))
      .slice(0, Number(asked.get('$top') ?? 20_000));
    const workItems = ids.map((id) => ({ id, url: `${call.root}/_apis/wit/workItems/${id}` }));
    return jsonAnswer(200, {
      queryType: 'flat',
      queryResultType: 'workItem',
      asOf: new Date(call.now).toISOString(),
      workItems,
    });
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return failure(failed(400, 'WorkItemTrackingQueryException', error.message));
  }
}

const isHit = (call: Call, id: number, test: (item: Item) => boolean): boolean => {
  const item = visible(call, id);
  return item !== null && test(item);
};

interface BatchRead {
  readonly ids: readonly number[];
  readonly fields?: readonly string[];
  readonly $expand?: string;
  readonly errorPolicy?: string;
}

export function batchRead(call: Call): FakeAnswer {
  const { ids, fields: wanted, $expand, errorPolicy } = call.body as BatchRead;
  if (call.account.scopes.work === 'none') return NOBODY;
  if (ids.length > 200) return failure(failed(400, 'VssPropertyValidationException', 'VS403474: Too many work items.'));
  if (wanted !== undefined && $expand !== undefined)
    return failure(
      failed(400, 'ConflictingParametersException', 'The expand parameter can not be used with the fields parameter.'),
    );
  const odd = wanted?.find((name) => !isKnown(call.world, name));
  if (odd !== undefined)
    return failure(failed(400, 'WorkItemFieldInvalidException', `TF51535: Cannot find field ${odd}.`));
  const found = ids.map((id) => visible(call, id));
  const missing = ids.find((_, at) => found[at] === null);
  if (missing !== undefined && errorPolicy !== 'omit') return failure(notThere(missing));
  const names = wanted === undefined ? null : new Set(wanted);
  return listed(found.map((item) => (item === null ? null : itemJson(call.world, item, call.root, names))));
}

const isPatch = ({ contentType }: Call): boolean => contentType.startsWith('application/json-patch+json');

const WRONG_TYPE = failure(
  failed(
    415,
    'VssRequestContentTypeNotSupportedException',
    'VS403402: The request needs the content type application/json-patch+json.',
  ),
);

export const creation = (call: Call, [name, type]: readonly string[]): FakeAnswer =>
  isPatch(call)
    ? inWork(call, name, (project) =>
        written(call, createItem(call, project, type ?? '', call.body as readonly FakeOp[])),
      )
    : WRONG_TYPE;

export const change = (call: Call, id: string | undefined): FakeAnswer =>
  isPatch(call)
    ? withItem(call, id, (item) => written(call, updateItem(call, item, call.body as readonly FakeOp[])))
    : WRONG_TYPE;

const written = (call: Call, outcome: ReturnType<typeof updateItem>): FakeAnswer =>
  'body' in outcome ? failure(outcome) : jsonAnswer(200, itemJson(call.world, outcome, call.root));

export const removal = (call: Call, id: string | undefined): FakeAnswer =>
  withItem(call, id, (item) => {
    if (!mayWrite(call.account, item.project))
      return failure(failed(403, 'AccessCheckException', 'TF400813: Not authorized.'));
    item.deleted = true;
    return jsonAnswer(200, { id: item.id, name: textOf(item, 'System.Title') });
  });
