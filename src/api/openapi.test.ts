import SwaggerParser from '@apidevtools/swagger-parser';
import { expect, test } from 'vitest';
import { startApi } from '../../test/api.ts';
import { freshDatabase } from '../../test/database.ts';

test('is valid OpenAPI 3.1 and describes every operation', async () => {
  const api = await startApi(await freshDatabase());
  const spec = (await api.app.inject({ url: '/api/openapi.json' })).json();
  expect(spec.openapi).toBe('3.1.0');
  await SwaggerParser.validate(structuredClone(spec));
  const operations = Object.values(
    spec.paths as Record<string, Record<string, { operationId: string; tags: string[] }>>,
  ).flatMap((methods) => Object.values(methods));
  const ids = operations.map((operation) => operation.operationId);
  expect(ids.length).toBeGreaterThan(50);
  expect(new Set(ids).size).toBe(ids.length);
  expect(operations.filter((operation) => operation.tags.length === 0)).toEqual([]);
});
