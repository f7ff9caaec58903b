/** `items/{task}/…`: what a person does to one item. Each answers the item, and what the next run will do with it. */
import Type from 'typebox';
import { retryItem, unlinkItem, type ItemAnswer, type ItemAsked } from '../store/item-writes.ts';
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

export const itemWriteRoutes: Routes = async (app, deps) => {
  const { db } = deps;

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
