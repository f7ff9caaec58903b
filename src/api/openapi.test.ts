import SwaggerParser from '@apidevtools/swagger-parser';
import { expect, test } from 'vitest';
import { startApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
}

test('is valid OpenAPI 3.1 and describes every operation', async () => {
  const api = await startApi(await freshDatabase());
  const spec = (await api.app.inject({ url: '/api/openapi.json' })).json();
  expect(spec.openapi).toBe('3.1.0');
  await SwaggerParser.validate(structuredClone(spec));
  const operations = Object.values(spec.paths as Record<string, Record<string, Operation>>).flatMap((methods) =>
    Object.values(methods),
  );
  const ids = operations.map((operation) => operation.operationId);
  expect(ids.length).toBeGreaterThan(50);
  expect(new Set(ids).size).toBe(ids.length);
  expect(operations.filter((operation) => operation.tags.length === 0)).toEqual([]);
  const summaries = operations.map((operation) => operation.summary);
  expect(summaries.filter((summary) => !/^[A-Z][a-z]+ .+[^.]$/.test(summary))).toEqual([]);
  expect(operations.filter(({ description }) => !/(Needs `\w+`.*|For everybody.*)\.$/.test(description))).toEqual([]);
});
