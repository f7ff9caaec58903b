/** A form made from a tracker's parameter schema: sections, a search over them, and what cannot be set here. */
import { Accordion, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ParamField, Plugin } from '../../api/plugins.ts';
import { paramTexts as texts } from '../../texts/param-form.ts';
import type { FormState } from './form-state.ts';
import { Kept, Unsupported } from './kept.tsx';
import { ParamRows } from './param-rows.tsx';
import { fieldsOf, matches } from './settable.ts';
import { isOwn, isSecret } from './values.ts';

interface ParamFormProps {
  readonly plugin: Plugin;
  readonly form: FormState;
  readonly settable: (field: ParamField) => boolean;
  /** Where the values come from that cannot be set here. */
  readonly connector?: number;
  /** Headings inside have this order. */
  readonly order: 3 | 4;
}

export function ParamForm({ plugin, form, settable, connector, order }: ParamFormProps) {
  const [sought, setSought] = useState('');
  const usable = (field: ParamField): boolean => settable(field) && !field.readonly && matches(field, sought);
  const sections = plugin.sections
    .map(({ label, optional, fields }) => ({ label, optional, fields: fields.filter(usable) }))
    .filter(({ fields }) => fields.length > 0);
  const all = fieldsOf(plugin);
  return (
    <Stack gap="sm">
      {all.filter(settable).length > SEARCHED_FROM && (
        <TextInput
          label={texts.search}
          placeholder={texts.searchHint}
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value)}
          maw={320}
        />
      )}
      {sections.length === 0 && <Text>{texts.nothingFound}</Text>}
      {sections
        .filter(({ label }) => label === null)
        .map(({ fields }) => (
          <ParamRows key="first" fields={fields} form={form} />
        ))}
      {form.below === 'connector' && (
        <Text size="sm" c="dimmed">
          {texts.inherited}
        </Text>
      )}
      <Sections
        sections={sections.filter(({ label }) => label !== null)}
        {...{ form, order }}
        searching={sought.trim() !== ''}
      />
      {connector !== undefined && (
        <Kept fields={all.filter((field) => !settable(field) && !field.readonly)} {...{ form, connector, order }} />
      )}
      <Unsupported fields={all.filter(({ readonly }) => readonly)} order={order} />
    </Stack>
  );
}

const SEARCHED_FROM = 8;

type Section = Plugin['sections'][number];

interface SectionsProps {
  readonly sections: readonly Section[];
  readonly form: FormState;
  readonly order: 3 | 4;
  readonly searching: boolean;
}

/** Open: what must be filled in, what is wrong, what is sought, and what a person opened. */
function Sections({ sections, form, order, searching }: SectionsProps) {
  const idsOf = (some: readonly Section[]): string[] => some.map(idOf);
  const needed = sections.filter(({ optional, fields }) => !optional || fields.some(isSecret));
  const [opened, setOpened] = useState(idsOf(sections.length === 1 ? sections : needed));
  const wrong = sections.filter(({ fields }) => fields.some(({ name }) => form.errors[name] !== undefined));
  const open = searching ? idsOf(sections) : [...opened, ...idsOf(wrong)];
  return (
    <Accordion multiple variant="separated" order={order} value={open} onChange={setOpened} keepMounted={false}>
      {sections.map(({ label, fields }) => (
        <Accordion.Item key={label} value={idOf({ label })}>
          <Accordion.Control>
            <Group gap="xs">
              <Text fw={600} size="sm">
                {label}
              </Text>
              <Changed count={fields.filter((field) => isOwn(form.levels, form.draft, field.name)).length} />
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <ParamRows fields={fields} form={form} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

/** Becomes part of an id of the page. */
const idOf = ({ label }: Pick<Section, 'label'>): string => (label ?? '').replaceAll(/\W+/g, '-');

const Changed = ({ count }: { readonly count: number }) =>
  count > 0 && (
    <Text size="xs" c="dimmed">
      {texts.changedIn(count)}
    </Text>
  );
