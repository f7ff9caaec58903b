/** Who changed what, page by page. */
import { Group, Pagination, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { audit, AUDIT_PAGE, type AuditEntry } from '../../api/audit.ts';
import { auditTexts as texts } from '../../texts/administration.ts';
import { Act } from '../../ui/act.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { auditQuery } from './audit-search.ts';
import { AuditTable } from './audit-table.tsx';
import { csvOf, download } from './csv.ts';

const route = getRouteApi('/inside/admin/audit');

export function Audit() {
  const search = route.useSearch();
  const query = useQuery(audit(auditQuery(search)));
  const rows = query.data?.results ?? [];
  return (
    <Page
      title={texts.title}
      about={texts.about}
      actions={
        <Act variant="default" why={rows.length === 0 ? texts.exportWhy : null} act={async () => exportCsv(rows)}>
          {texts.export}
        </Act>
      }
    >
      <AuditFilters />
      <Loaded query={query} lines={10}>
        {({ count, results }) => (count === 0 ? <Text>{texts.none}</Text> : <Found count={count} rows={results} />)}
      </Loaded>
    </Page>
  );
}

function Found({ count, rows }: { readonly count: number; readonly rows: readonly AuditEntry[] }) {
  const { page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const pages = Math.ceil(count / AUDIT_PAGE);
  return (
    <Stack>
      <Text size="sm" c="dimmed" aria-live="polite">
        {texts.count(count)}
      </Text>
      <AuditTable rows={rows} />
      {pages > 1 && (
        <Group justify="center" component="nav" aria-label={texts.pages}>
          <Pagination
            total={pages}
            value={page}
            onChange={(next) => void navigate({ search: (now) => ({ ...now, page: next }) })}
            getItemProps={(number) => ({ 'aria-label': texts.page(number) })}
            getControlProps={(control) => ({ 'aria-label': control === 'next' ? texts.next : texts.previous })}
          />
        </Group>
      )}
    </Stack>
  );
}

/** What is shown. */
function exportCsv(rows: readonly AuditEntry[]): void {
  const head = [texts.when, texts.what, texts.object, texts.address, texts.before, texts.after];
  const lines = rows.map(({ date, text, object_type, object_id, address, before, after }) => [
    date,
    text,
    [object_type, object_id].filter(Boolean).join(' '),
    address ?? '',
    before === null ? '' : JSON.stringify(before),
    after === null ? '' : JSON.stringify(after),
  ]);
  download(texts.file, 'text/csv;charset=utf-8', csvOf([head, ...lines]));
}
