/** One connector: its settings, a test, what uses it. */
import { Anchor, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { Fragment } from 'react';
import { connector, deleteConnector, usesOf, type Connector } from '../../api/connectors.ts';
import { plugin } from '../../api/plugins.ts';
import { connectorTexts as texts } from '../../texts/connectors.ts';
import { Confirm } from '../../ui/act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { useMay } from '../../ui/use-may.ts';
import { ConnectorForm } from './connector-form.tsx';

export function ConnectorPage() {
  const { id } = useParams({ strict: false });
  const query = useQuery(connector(Number(id)));
  const { data } = query;
  return (
    <Page
      title={data?.name ?? texts.one}
      up={[{ to: '/admin/connectors', text: texts.title }]}
      about={data?.system.name}
      actions={data !== undefined && <DeleteConnector row={data} />}
    >
      <Loaded query={query}>{(row) => <Shown row={row} />}</Loaded>
    </Page>
  );
}

function Shown({ row }: { readonly row: Connector }) {
  const query = useQuery(plugin(row.system.id));
  return (
    <Stack>
      <Uses id={row.id} />
      <Loaded query={query}>
        {(schema) => (
          // Once saved, the form begins anew with what is stored.
          <ConnectorForm key={JSON.stringify(row)} plugin={schema} stored={row} saved={() => undefined} order={3} />
        )}
      </Loaded>
    </Stack>
  );
}

function Uses({ id }: { readonly id: number }) {
  const query = useQuery(usesOf(id));
  return (
    <Loaded query={query} lines={1}>
      {({ results }) => (
        <Text size="sm">
          {results.length === 0 ? texts.usedByNone : `${texts.usedBy} `}
          {results.map((one, index) => (
            <Fragment key={one.id}>
              {index > 0 && ', '}
              <Anchor component={Link} to={`/connections/${one.id}`} size="sm">
                {one.alias}
              </Anchor>
            </Fragment>
          ))}
        </Text>
      )}
    </Loaded>
  );
}

function DeleteConnector({ row: { id, name } }: { readonly row: Connector }) {
  const { data } = useQuery(usesOf(id));
  const navigate = useNavigate();
  const mayNot = useMay()('deleteConnector') ? null : texts.mayNot;
  const uses = data?.count ?? 0;
  return (
    <Confirm
      variant="default"
      color="red"
      why={mayNot ?? (uses === 0 ? null : texts.removeWhy(uses))}
      title={texts.removeTitle}
      says={texts.removeSays(name)}
      done={texts.removed}
      act={async () => {
        await deleteConnector(id);
        await navigate({ to: '/admin/connectors' });
      }}
    >
      {texts.remove}
    </Confirm>
  );
}
