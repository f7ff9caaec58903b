/** `items/{task}/…`: what a person does to one item. Each answers the item, and what the next run will do with it. */
import Type from 'typebox';
import { IssueTaken, linkItem, retryItem, unlinkItem, type ItemAnswer, type ItemAsked } from '../store/item-writes.ts';
import type { Routes, ServerDeps } from './deps.ts';
import { conflict } from './errors.ts';
import { ItemPath, ItemShape } from './item-shape.ts';
import { itemAt, showItem, type AtItem } from './items.ts';
import { answers } from './shapes.ts';

const DoneShape = Type.Object({
  ...ItemShape.properties,
  next_run: Type.String({ description: 'What the next run will do with it' }),
});

const PATH = '/connections/issue-tracker/:id/items/:task_id';
const DONE = { tags: ['connection items'], params: ItemPath, response: answers(200, DoneShape) };

/** Throws 409 while a run works, and with `nothing` where there is nothing to do. */
export function requireDone(answer: ItemAnswer, nothing: string): void {
  if (answer === 'running')
    throw conflict('A run is at work on this connection: try again when it has ended, or cancel it.');
  if (answer === 'nothing') throw conflict(nothing);
}

/** Who asks for what, where. */
async function askedOf(deps: ServerDeps, request: AtItem) {
  const { connection, item } = await itemAt(deps, request);
  const asked: ItemAsked = {
    connectionId: connection.id,
    projectId: connection.project_id,
    taskId: item.task_id,
    userId: request.caller.id,
    at: new Date(deps.now()),
  };
  return { connection, item, asked };
}

/** `#7` is what people call the issue 7. What else a tracker could take for something other than a name is none. */
const LINK = Type.Object({
  issue: Type.String({
    pattern: String.raw`^(#?[0-9]{1,20}|[A-Z][A-Z0-9_]{0,40}-[0-9]{1,12}|[0-9a-f-]{32,36})$`,
    description:
      "The issue, by the tracker's own id or, where the tracker finds it so, its key: `10007`, `PAY-7`, `#7`",
  }),
});

const taken = (error: unknown): unknown =>
  error instanceof IssueTaken
    ? conflict(`${error.message} One issue belongs to one task: unlink it there first, or name another.`)
    : error;

export const itemWriteRoutes: Routes = async (app, deps) => {
  const { db } = deps;

  const linking = { operationId: 'linkItem', ...DONE, body: LINK };
  app.post(`${PATH}/link/`, { schema: linking }, async (request) => {
    const { connection, item, asked } = await askedOf(deps, request);
    if (item.task_status === null) throw conflict('The task is gone: there is nothing to link an issue to.');
    const name = request.body.issue.replace(/^#/, '');
    const answer = await linkItem(db, asked, { name, server: connection.server }).catch((error: unknown) => {
      throw taken(error);
    });
    requireDone(answer, 'The task has an issue: unlink that one first.');
    const next_run = `It reads issue ${name}; if that is nobody else's, it is marked, linked and written. Until then nothing is created for the task.`;
    return { ...(await showItem(deps, connection, item)), next_run };
  });

  app.post(`${PATH}/unlink/`, { schema: { operationId: 'unlinkItem', ...DONE } }, async (request) => {
    const { connection, item, asked } = await askedOf(deps, request);
    const nothing = 'The task has no issue here; one that is about to be created can be unlinked once it is there.';
    requireDone(await unlinkItem(db, asked), nothing);
    const next_run = `${item.issue_key ?? 'The issue'} stays in the tracker as it is; the task gets no issue until one is linked to it or it is retried.`;
    return { ...(await showItem(deps, connection, item)), next_run };
  });

  app.post(`${PATH}/retry/`, { schema: { operationId: 'retryItem', ...DONE } }, async (request) => {
    const { connection, item, asked } = await askedOf(deps, request);
    requireDone(await retryItem(db, asked), 'Nothing of this item was refused: there is nothing to retry.');
    const shown = await showItem(deps, connection, item);
    const next_run =
      shown.state === 'unlinked'
        ? 'A new issue is created, if the task is in scope.'
        : 'What was refused is sent again.';
    return { ...shown, next_run };
  });
};
