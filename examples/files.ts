import { defineBot, type Media, remember } from '../lambdas/bot-api/index.ts';

/** What is remembered of a file. Its link is left out: it dies within hours. */
interface Filed {
  type: string;
  title: string;
  /** Where the archive keeps the copy; absent without the setting `archiveMedia`. */
  archiveKey?: string;
}

const MAX_FILES = 50;
const MAX_TITLE = 100;

/** Files what a contact sends, and lists it. */
export default defineBot<Filed[]>({
  onMedia({ media }, { memory: files = [] }) {
    if (media === undefined) return;
    const filed = toFiled(media);
    const kept = [...files, filed].slice(-MAX_FILES);
    const note = filed.archiveKey === undefined ? ', mas sem cópia do arquivo' : '';
    return [`Anotei ${describe(filed)}${note}. ${count(kept)} na sua lista.`, remember(kept)];
  },

  onMessage({ text }, { memory: files = [] }) {
    if (text.trim().toLowerCase() !== 'lista') return 'Envie um arquivo, ou escreva "lista" para ver os que enviou.';
    if (files.length === 0) return 'Você ainda não enviou nenhum arquivo.';
    return files.map((file, i) => `${i + 1}. ${describe(file)}`).join('\n');
  },
});

function toFiled({ type, caption, filename, archiveKey }: Media): Filed {
  return {
    type,
    title: cut(caption ?? filename ?? '', MAX_TITLE),
    ...(archiveKey !== undefined && { archiveKey }),
  };
}

/** The first characters of a text, none of them cut in half. */
function cut(text: string, most: number): string {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
    .slice(0, most)
    .join('');
}

/** The vendor says `image` or a MIME type such as `image/jpeg`. */
const NAMES: Readonly<Record<string, string>> = {
  image: 'uma imagem',
  audio: 'um áudio',
  video: 'um vídeo',
  sticker: 'uma figurinha',
};

function describe({ type, title }: Filed): string {
  const name = NAMES[type.replace(/\/.*/, '')] ?? 'um documento';
  return title === '' ? name : `${name} (${title})`;
}

function count(files: readonly Filed[]): string {
  return files.length === 1 ? '1 arquivo' : `${files.length} arquivos`;
}
