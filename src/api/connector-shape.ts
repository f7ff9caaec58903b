/** A connector on the wire. */
import Type, { type Static } from 'typebox';
import type { System } from '../model/tracker.ts';
import type { Connector } from '../store/connectors.ts';
import { connectorView } from './param-view.ts';
import { GivenParams, Nullable, ParamsShape, SystemShape, Text } from './shapes.ts';
import { systemOf, systemToWire } from './systems.ts';

export const ConnectorShape = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  system: SystemShape,
  inaccessible: Type.Boolean(),
  params: Type.Optional(ParamsShape),
  fields_editable_on_project: Nullable(Type.Array(Type.String())),
});

export const SystemGiven = Type.Union([Type.Object({ id: Type.String() }), Type.String()], {
  description: 'An object with `id`',
});

const optional = {
  inaccessible: Type.Optional(Type.Boolean({ description: 'The server cannot be reached from here. Default: false' })),
  fields_editable_on_project: Type.Optional(
    Nullable(Type.Array(Type.String(), { description: 'What a project may set itself; null: as the schema says' })),
  ),
};

export const ConnectorBody = Type.Object({
  name: Text(255, 'Unique'),
  system: SystemGiven,
  params: GivenParams,
  ...optional,
});
export type ConnectorBody = Static<typeof ConnectorBody>;

export const ConnectorChange = Type.Object({
  name: Type.Optional(Text(255, 'Unique')),
  system: Type.Optional(SystemGiven),
  params: Type.Optional(GivenParams),
  ...optional,
});
export type ConnectorChange = Static<typeof ConnectorChange>;

export const connectorToWire =
  (systems: readonly System[], showParams: boolean) =>
  (row: Connector): Static<typeof ConnectorShape> => {
    const system = systemOf(systems, row.system);
    return {
      id: row.id,
      name: row.name,
      system: systemToWire(system),
      inaccessible: row.inaccessible,
      ...(showParams ? { params: connectorView(system, row) } : {}),
      fields_editable_on_project: row.fields_editable_on_project,
    };
  };
