/** What a form cannot set: values that come from the connector, and what this tracker cannot have. */
import { Accordion, Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ParamField } from '../../api/plugins.ts';
import { paramTexts as texts } from '../../texts/param-form.ts';
import type { FormState } from './form-state.ts';
import { shown } from './values.ts';
import { wordsOf } from './words.ts';

interface KeptProps {
  readonly fields: readonly ParamField[];
  readonly form: FormState;
  readonly connector: number;
  readonly order: 3 | 4;
}

export function Kept({ fields, form, connector, order }: KeptProps) {
  const told = fields.filter(({ name }) => shown(form.levels, form.draft, name) !== undefined);
  if (told.length === 0) return null;
  return (
    <Folded title={texts.kept(told.length)} order={order}>
      <Text size="sm" mb="xs">
        {texts.keptAbout}{' '}
        <Anchor component={Link} to={`/admin/connectors/${connector}`} size="sm">
          {texts.openConnector}
        </Anchor>
      </Text>
      {told.map((field) => (
        <Text size="sm" key={field.name}>
          {field.label}: <strong>{wordsOf(field, shown(form.levels, form.draft, field.name))}</strong>
        </Text>
      ))}
    </Folded>
  );
}

export const Unsupported = ({ fields, order }: Pick<KeptProps, 'fields' | 'order'>) =>
  fields.length > 0 && (
    <Folded title={texts.unsupported(fields.length)} order={order}>
      {fields.map(({ name, label, help_text }) => (
        <Text size="sm" key={name}>
          {label}: {help_text}
        </Text>
      ))}
    </Folded>
  );

interface FoldedProps {
  readonly title: string;
  readonly order: 3 | 4;
  readonly children: ReactNode;
}

const Folded = ({ title, order, children }: FoldedProps) => (
  <Accordion variant="separated" order={order} keepMounted={false}>
    <Accordion.Item value="all">
      <Accordion.Control>
        <Text size="sm" c="dimmed">
          {title}
        </Text>
      </Accordion.Control>
      <Accordion.Panel>{children}</Accordion.Panel>
    </Accordion.Item>
  </Accordion>
);
