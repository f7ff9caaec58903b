/** Writes the types of our API, from its own description, for the pages: `web/api/schema.d.ts`. */
import { writeFile } from 'node:fs/promises';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { buildServer } from '../../src/api/server.ts';
import { makeSealer } from '../../src/store/seal.ts';
import { SYSTEMS } from '../../src/trackers/systems.ts';

const untouched = (): never => {
  throw new Error('the description is made without doing anything');
};

/** Its description needs no database: nothing is asked of it. */
const app = await buildServer({
  db: new Proxy({} as Parameters<typeof buildServer>[0]['db'], { get: untouched }),
  now: () => 0,
  newId: () => '',
  systems: SYSTEMS,
  sealer: makeSealer('never used'),
  wake: untouched,
  testTracker: untouched,
  readMetadata: untouched,
  baseUrl: 'http://localhost',
  advanced: true,
  rateLimit: 0,
  trustProxy: [],
  version: '0.0.0',
  captureSocket: '',
  sample: null,
  pages: null,
  logger: null,
});
const description = app.swagger() as unknown as OpenAPI3;
const types = astToString(await openapiTS(description, { defaultNonNullable: false, alphabetize: true }));
await writeFile(new URL('../../web/api/schema.d.ts', import.meta.url), `/* Generated: npm run generate */\n${types}`);
