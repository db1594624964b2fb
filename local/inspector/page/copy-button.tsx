import { useState } from 'preact/hooks';
import { CopyIcon } from './icons.tsx';
import { t } from './texts.ts';

/** How long it says that it has copied, in ms. */
const SAY_MS = 1_200;

export function CopyButton({ text, what }: { text: string; what: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), SAY_MS);
  };
  return (
    <button type="button" class="copy" title={t('Copy the {what}', { what })} onClick={() => void copy()}>
      {isCopied ? <span role="status">{t('copied')}</span> : <CopyIcon />}
      <span class="hidden">{t('Copy the {what}', { what })}</span>
    </button>
  );
}
