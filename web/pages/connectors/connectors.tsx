/** All connectors. */
import { Anchor, Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { connections } from '../../api/connections.ts';
import { connectors, type Connector } from '../../api/connectors.ts';
import { connectorTexts as texts } from '../../texts/connectors.ts';
import { barred, Because } from '../../ui/act.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { SortableTable, type Column } from '../../ui/sortable-table.tsx';
import { useMay } from '../../ui/use-may.ts';

export function Connectors() {
  const query = useQuery(connectors);
  return (
    <Page title={texts.title} about={texts.about} actions={<AddConnector />}>
      <Loaded query={query}>
        {({ results }) =>
          results.length === 0 ? (
            <Empty title={texts.emptyTitle} actions={<AddConnector />}>
              {texts.empty}
            </Empty>
          ) : (
            <Rows rows={results} />
          )
        }
      </Loaded>
    </Page>
  );
}

function AddConnector() {
  const why = useMay()('createConnector') ? null : texts.mayNot;
  return (
    <Because why={why}>
      {why === null ? (
        <Button component={Link} to="/admin/connectors/new">
          {texts.add}
        </Button>
      ) : (
        <Button {...barred(why)}>{texts.add}</Button>
      )}
    </Because>
  );
}

function Rows({ rows }: { readonly rows: readonly Connector[] }) {
  const { data } = useQuery(connections);
  const uses = new Map<number, number>();
  for (const { connector } of data?.results ?? []) uses.set(connector, (uses.get(connector) ?? 0) + 1);
  const columns: readonly Column<Connector>[] = [
    ...COLUMNS,
    {
      id: 'uses',
      label: texts.uses,
      by: ({ id }) => uses.get(id) ?? 0,
      cell: ({ id }) => (data === undefined ? '…' : texts.usesCount(uses.get(id) ?? 0)),
    },
  ];
  return <SortableTable rows={rows} columns={columns} keyOf={({ id }) => id} sortedBy="name" />;
}

const COLUMNS: readonly Column<Connector>[] = [
  {
    id: 'name',
    label: texts.name,
    by: ({ name }) => name.toLowerCase(),
    cell: ({ id, name, inaccessible }) => (
      <>
        <Anchor component={Link} to={`/admin/connectors/${id}`} fw={500} fz="sm">
          {name}
        </Anchor>
        {inaccessible && (
          <Text size="xs" c="dimmed">
            {texts.inaccessible}
          </Text>
        )}
      </>
    ),
  },
  { id: 'tracker', label: texts.tracker, by: ({ system }) => system.name, cell: ({ system }) => system.name },
  {
    id: 'server',
    label: texts.server,
    from: 'sm',
    by: ({ params }) => String(params?.['issue_tracker_server'] ?? ''),
    cell: ({ params }) => params?.['issue_tracker_server'] ?? '—',
  },
];
