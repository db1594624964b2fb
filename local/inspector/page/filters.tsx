import type { Filter, Kind } from './model.ts';
import { t } from './texts.ts';

const KINDS: readonly Kind[] = ['messages', 'statuses', 'trouble', 'all'];

export function Filters({ filter, onFilter }: { filter: Filter; onFilter(filter: Filter): void }) {
  const { kind, search } = filter;
  return (
    <div class="filters">
      <select
        aria-label={t('Which events')}
        value={kind}
        onChange={({ currentTarget }) => onFilter({ ...filter, kind: currentTarget.value as Kind })}
      >
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {t(kind)}
          </option>
        ))}
      </select>
      <input
        id="search"
        type="search"
        placeholder={t('phone, id or text  ( / )')}
        aria-label={t('Search by phone, id or text')}
        value={search}
        onInput={({ currentTarget }) => onFilter({ ...filter, search: currentTarget.value })}
      />
    </div>
  );
}
