/** `plugins/issue-tracker/`: what each system's parameters are, for people, forms and scripts. */
import Type, { type Static } from 'typebox';
import type { ParamField } from '../model/params.ts';
import type { System } from '../model/tracker.ts';
import { commandOf } from './connection-shape.ts';
import type { Routes } from './deps.ts';
import { notFound } from './errors.ts';
import { Listed, listing, PAGE_QUERY, sliceOf } from './listing.ts';
import { withPhases } from './phases-offered.ts';
import { answers, Nullable } from './shapes.ts';

const Option = Type.Object({ label: Type.String(), value: Type.String(), disabled: Type.Boolean() });

const Field = Type.Object({
  name: Type.String(),
  label: Type.String(),
  description: Type.String(),
  field_type: Type.String(),
  default: Nullable(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
  readonly: Type.Boolean({ description: 'This system cannot do it; `help_text` says why' }),
  max_length: Nullable(Type.Integer()),
  required: Type.Boolean(),
  deprecated: Type.Boolean(),
  placeholder: Type.String(),
  scope: Type.Array(Type.String(), { description: '`system`: on connectors, `project`: on connections' }),
  help_text: Type.String(),
  options: Type.Array(Option),
});

const Shape = Type.Object({
  id: Type.String(),
  name: Type.String(),
  short_name: Type.String(),
  command: Type.String(),
  sections: Type.Array(
    Type.Object({ label: Nullable(Type.String()), optional: Type.Boolean(), fields: Type.Array(Field) }),
  ),
});

const fieldToWire = (field: ParamField): Static<typeof Field> => ({
  name: field.name,
  label: field.label,
  description: field.help,
  field_type: field.type,
  default: field.default,
  readonly: field.unsupported !== undefined,
  max_length: field.maxLength,
  required: field.required,
  deprecated: false,
  placeholder: field.placeholder,
  scope: [...field.scope],
  help_text: field.unsupported ?? field.help,
  options: field.options.map(({ label, value }) => ({ label, value, disabled: false })),
});

/** Sections in the order of the schema; the one without a name, which holds the project, comes as `null`. */
function toWire(system: System): Static<typeof Shape> {
  const sections = [...new Set(system.params.map((field) => field.section))].map((section) => {
    const fields = system.params.filter((field) => field.section === section);
    const optional = fields.every((field) => !field.required);
    return { label: section === '' ? null : section, optional, fields: fields.map(fieldToWire) };
  });
  const { id, name, shortName } = system;
  return { id, name, short_name: shortName, command: commandOf(id), sections };
}

const Path = Type.Object({ id: Type.String() });
const tags = ['plugins'];

export const pluginRoutes: Routes = async (app, deps) => {
  const { baseUrl } = deps;
  app.get(
    '/plugins/issue-tracker/',
    {
      schema: {
        operationId: 'listPlugins',
        tags,
        querystring: Type.Object(PAGE_QUERY),
        response: answers(200, Listed(Shape)),
      },
    },
    async (request) => {
      const { systems } = await withPhases(deps);
      const slice = sliceOf(request.query) ?? { offset: 0, limit: systems.length };
      const rows = systems.slice(slice.offset, slice.offset + slice.limit);
      return listing(request, baseUrl, { count: systems.length, rows }, toWire);
    },
  );

  app.get(
    '/plugins/issue-tracker/:id/',
    { schema: { operationId: 'getPlugin', tags, params: Path, response: answers(200, Shape) } },
    async (request) => {
      const { systems } = await withPhases(deps);
      const system = systems.find((one) => one.id === request.params.id);
      if (system === undefined) throw notFound();
      return toWire(system);
    },
  );
};
