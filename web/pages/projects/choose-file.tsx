/** A file, dropped or chosen, and how it is to be read. */
import { Button, FileButton, Group, Paper, Select, Stack, Text } from '@mantine/core';
import { useState, type DragEvent, type ReactNode } from 'react';
import type { Format } from '../../api/imports.ts';
import { importTexts as texts } from '../../texts/imports.ts';
import { barred, Because } from '../../ui/act.tsx';
import { BEGINNING, formatOf, sizeText } from './file-format.ts';

export interface ChosenFile {
  readonly file: File;
  readonly format: Format;
  /** Only of the ASVS; null: all of them. */
  readonly level: number | null;
}

interface ChooseFileProps {
  readonly chosen: ChosenFile | null;
  readonly choose: (chosen: ChosenFile) => void;
  readonly look: () => void;
  readonly busy: boolean;
  /** What becomes of it is shown already. */
  readonly seen: boolean;
  /** Why nothing can be imported now; null: it can. */
  readonly why: string | null;
}

export function ChooseFile({ chosen, choose, look, busy, seen, why }: ChooseFileProps) {
  const take = async (file: File | null | undefined): Promise<void> => {
    if (!file) return;
    const format = formatOf(file.name, await file.slice(0, BEGINNING).text());
    choose({ file, format, level: null });
  };
  const barrier = why ?? (chosen === null ? texts.previewWhy : null);
  return (
    <Stack align="flex-start">
      <DropArea take={(file) => void take(file)}>
        <Text size="sm" className="anywhere">
          {chosen === null ? texts.drop : texts.chosen(chosen.file.name, sizeText(chosen.file.size))}
        </Text>
        <FileButton onChange={(file) => void take(file)} inputProps={{ 'aria-label': texts.file }}>
          {(props) => (
            <Button {...props} variant="default" disabled={busy}>
              {chosen === null ? texts.choose : texts.chooseOther}
            </Button>
          )}
        </FileButton>
      </DropArea>
      {chosen !== null && <Reading chosen={chosen} choose={choose} busy={busy} />}
      <Because why={barrier}>
        <Button
          {...barred(barrier)}
          variant={seen ? 'default' : 'filled'}
          loading={busy}
          onClick={() => barrier === null && look()}
        >
          {texts.preview}
        </Button>
      </Because>
    </Stack>
  );
}

interface DropAreaProps {
  readonly take: (file: File | undefined) => void;
  readonly children: ReactNode;
}

function DropArea({ take, children }: DropAreaProps) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  const drag = (event: DragEvent): void => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <Paper
      withBorder
      p="lg"
      w="100%"
      className="drop-area"
      data-over={over || undefined}
      onDragOver={drag}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Group justify="center">{children}</Group>
    </Paper>
  );
}

const FORMATS = Object.entries(texts.formats).map(([value, label]) => ({ value: value as Format, label }));
const LEVELS = Object.entries(texts.levels).map(([value, label]) => ({ value, label }));

function Reading({ chosen, choose, busy }: Pick<ChooseFileProps, 'choose' | 'busy'> & { readonly chosen: ChosenFile }) {
  return (
    <>
      <Group align="flex-start" w="100%">
        <Select
          label={texts.format}
          data={FORMATS}
          value={chosen.format}
          allowDeselect={false}
          readOnly={busy}
          w={320}
          maw="100%"
          onChange={(format) => format !== null && choose({ ...chosen, format: format as Format, level: null })}
        />
        {chosen.format === 'asvs' && (
          <Select
            label={texts.level}
            data={LEVELS}
            value={String(chosen.level ?? 3)}
            allowDeselect={false}
            readOnly={busy}
            onChange={(level) => choose({ ...chosen, level: level === null || level === '3' ? null : Number(level) })}
          />
        )}
      </Group>
      <Text size="sm" c="dimmed" maw={760}>
        {texts.formatHelp[chosen.format]}
      </Text>
    </>
  );
}
