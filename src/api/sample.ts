/** `sample/`: what to try Lockstep with where trackers in the box run beside it, as in the demo. */
import Type from 'typebox';
import type { Routes } from './deps.ts';
import { answers } from './shapes.ts';

const Tracker = Type.Object({
  name: Type.String({ description: 'As people call it' }),
  system: Type.String(),
  url: Type.String({ description: 'Where a browser sees its issues, as a developer does' }),
  project: Type.String({ description: 'The tracker project' }),
  params: Type.Record(Type.String(), Type.String(), { description: 'What a connector to it needs' }),
});

const Shape = Type.Object({
  tasks: Type.String({ description: 'Security tasks as a CSV file, to be imported; empty where there is no sample' }),
  trackers: Type.Array(Tracker),
});

const SHOWN = { operationId: 'getSample', tags: ['sample'], response: answers(200, Shape) };

export const sampleRoutes: Routes = async (app, { sample }) => {
  app.get('/sample/', { schema: SHOWN }, () => ({
    tasks: sample?.tasks ?? '',
    trackers: [...(sample?.trackers ?? [])],
  }));
};
