/** A new connector: which tracker, then its form. */
import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Connector } from '../../api/connectors.ts';
import { plugin } from '../../api/plugins.ts';
import { connectorTexts as texts } from '../../texts/connectors.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { ConnectorForm } from './connector-form.tsx';
import { SystemCards, type Beginning } from './system-cards.tsx';

export function NewConnector() {
  const navigate = useNavigate();
  return (
    <Page title={texts.newTitle} up={[{ to: '/admin/connectors', text: texts.title }]}>
      <MakeConnector order={3} saved={({ id }) => void navigate({ href: `/admin/connectors/${id}` })} />
    </Page>
  );
}

interface MakeConnectorProps {
  readonly saved: (connector: Connector) => void;
  readonly order: 3 | 4;
}

export function MakeConnector({ saved, order }: MakeConnectorProps) {
  const [beginning, setBeginning] = useState<Beginning | null>(null);
  const Heading = (order - 1) as 2 | 3;
  if (beginning === null) {
    return (
      <Stack gap="sm">
        <Title order={Heading} size="h2">
          {texts.choose}
        </Title>
        <Text>{texts.chooseAbout}</Text>
        <SystemCards choose={setBeginning} />
      </Stack>
    );
  }
  return (
    <FormOf {...{ beginning, saved, order }} key={beginning.system + beginning.name} back={() => setBeginning(null)} />
  );
}

interface FormOfProps extends MakeConnectorProps {
  readonly beginning: Beginning;
  readonly back: () => void;
}

function FormOf({ beginning, saved, order, back }: FormOfProps) {
  const query = useQuery(plugin(beginning.system));
  return (
    <Loaded query={query}>
      {(schema) => (
        <Stack>
          <div>
            <Title order={(order - 1) as 2 | 3} size="h2">
              {texts.newOf(schema.name)}
            </Title>
            <Anchor component="button" type="button" size="sm" onClick={back}>
              {texts.another}
            </Anchor>
          </div>
          <ConnectorForm plugin={schema} stored={null} begin={beginning} saved={saved} order={order} />
        </Stack>
      )}
    </Loaded>
  );
}
